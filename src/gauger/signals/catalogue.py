"""The table of signals: order and family at a glance."""

from gauger.signals.address_hour import address_hour
from gauger.signals.family import Family
from gauger.signals.model import Signal
from gauger.signals.registration_burst import registration_burst
from gauger.signals.shared_address import shared_address
from gauger.signals.shared_client import shared_client
from gauger.signals.shared_payment import shared_payment
from gauger.signals.shared_phone_range import shared_phone_range
from gauger.signals.shared_phrase import shared_phrase
from gauger.signals.shared_system_prompt import shared_system_prompt
from gauger.signals.shared_template import shared_template
from gauger.signals.thinking_reuse import thinking_reuse

SIGNALS: tuple[Signal, ...] = (
    Signal(
        name="shared-payment",
        family=Family.IDENTITY,
        needs=("accounts.payment_key",),
        traits=shared_payment,
        cause="payment",
        says="pay with an instrument that another of them uses",
    ),
    Signal(
        name="shared-phone-range",
        family=Family.IDENTITY,
        needs=("accounts.phone_range_key",),
        traits=shared_phone_range,
        cause="registration",
        says="have phone numbers in one range",
    ),
    Signal(
        name="registration-burst",
        family=Family.IDENTITY,
        needs=("accounts.bin_key", "accounts.created_at"),
        traits=registration_burst,
        cause="registration",
        says="were registered within the same six hours with cards of one range",
    ),
    Signal(
        name="shared-address",
        family=Family.INFRASTRUCTURE,
        needs=("exchanges.ip_key",),
        traits=shared_address,
        cause="address",
        says="send from addresses that others of them use",
    ),
    Signal(
        name="shared-client",
        family=Family.INFRASTRUCTURE,
        needs=("exchanges.tls_key",),
        traits=shared_client,
        cause="software",
        says="show the same rare client fingerprint",
    ),
    Signal(
        name="address-hour",
        family=Family.TIMING,
        needs=("exchanges.ip_key",),
        traits=address_hour,
        cause="address",
        says="stand behind one address in the same hour as others of them",
    ),
    Signal(
        name="shared-template",
        family=Family.CONTENT,
        needs=("exchanges.template_sketch",),
        traits=shared_template,
        cause="software",
        says="fill the same prompt templates",
    ),
    Signal(
        name="shared-phrase",
        family=Family.CONTENT,
        needs=("exchanges.prompt_sketch",),
        traits=shared_phrase,
        cause="software",
        says="repeat the same uncommon phrases",
    ),
    Signal(
        name="shared-system-prompt",
        family=Family.CONTENT,
        needs=("exchanges.system_key",),
        traits=shared_system_prompt,
        cause="software",
        says="send the same uncommon system prompt",
    ),
    Signal(
        name="thinking-reuse",
        family=Family.BEHAVIOUR,
        needs=("exchanges.thinking_key",),
        traits=thinking_reuse,
        cause="session",
        says="send reasoning signatures that were issued to another account",
    ),
)
