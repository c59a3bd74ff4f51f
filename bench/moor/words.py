"""Words and the small grammar that turns them into text."""

import re
from collections.abc import Mapping, Sequence
from random import Random

SLOT = re.compile(r"\{(\w+)(?::(\d+)-(\d+))?\}")
Own = Mapping[str, str | Sequence[str]]

_WORDS = {
    "first": "Marta|Jonas|Priya|Wei|Aisha|Tom|Lucia|Kenji|Olga|Daniel|Fatima|Pedro|Ingrid|Samuel|Mei|Rahul|Chloe|Mateo|Hana|Viktor|Amara|Luca|Sofia|Ethan|Noor|Bram|Elif|Joao|Grace|Minh|Yusuf|Anna|Diego|Leila|Oscar|Nadia|Peter|Ruth|Arjun|Camille|Felix|Ines|Kofi|Maya|Stefan|Tara|Hugo|Zofia|Andre|Bea|Cormac|Dina|Emil|Farah|Gita|Henrik|Irena|Jamal|Katya|Liam|Nils|Oona|Paolo|Rosa|Sven|Thea|Umar|Vera|Yara|Zane",
    "last": "Novak|Okafor|Silva|Tanaka|Chen|Patel|Muller|Kowalski|Garcia|Hansen|Rossi|Dubois|Kim|Nguyen|Haddad|Brown|Ferreira|Lindqvist|Ivanova|Mensah|Byrne|Costa|Yilmaz|Kaya|Singh|Santos|Weber|Moreau|Sato|Wong|Petrov|Larsen|Ortiz|Adeyemi|Walsh|Fischer|Bianchi|Reyes|Khan|Schmidt|Virtanen|Horvat|Popescu|Lopez|Meyer|Jansen|Keller|Marino|Takahashi|Choi|Tran|Rahman|Osei|Clarke|Murphy|Barros|Nilsen|Castro|Vargas|Dang",
    "city": "Leeds|Porto|Lyon|Gdansk|Utrecht|Austin|Pune|Osaka|Lima|Ghent|Turin|Graz|Malmo|Accra|Lagos|Hanoi|Cebu|Medan|Denver|Tampa|Ottawa|Perth|Cork|Bilbao|Leipzig|Brno|Split|Izmir|Tunis|Cairo|Nairobi|Recife|Rosario|Bogota|Puebla|Tacoma|Boise|Quebec|Dundee|Tartu|Vilnius|Kaunas|Cluj|Varna|Haifa|Amman|Busan|Nagoya|Penang|Jaipur|Kochi|Surat|Hobart|Napier|Reno|Tulsa|Omaha|Dayton|Bergen|Aarhus",
    "noun": "invoice|meeting|contract|shipment|roof|garden|budget|report|kitchen|lease|warranty|ticket|training|survey|boiler|van|festival|mortgage|newsletter|clinic|harvest|playground|exhibition|inspection|wedding|podcast|workshop|delivery|refund|calendar|committee|harbour|orchard|bakery|choir|library|renovation|scooter|laptop|printer|insurance|passport|visa|internship|thesis|reunion|audit|campaign|donation|fence|staircase|allotment|aquarium|puppy|tournament|recital|quilt|bicycle|sailboat|tractor|greenhouse|freezer|catalogue|brochure|dashboard|warehouse|supplier|landlord|neighbour|contractor|accountant|dentist|tenant|nephew|manager|caterer|courier|plumber|inspector|trainee|volunteer|archivist|drummer|beekeeper|florist|midwife|referee|surveyor|tailor|welder",
    "verb": "cancel|postpone|renew|repair|compare|explain|replace|approve|return|book|measure|confirm|sell|clean|rewrite|check|sort|rent|paint|store|label|borrow|track|split|merge|plan|review|organise|schedule|negotiate|document|photograph|transport|install|calculate|describe|summarise|translate|collect|inspect",
    "adj": "late|broken|small|old|urgent|cheap|blue|wooden|leaky|monthly|final|quiet|local|empty|noisy|heavy|recent|spare|damaged|generous|awkward|private|wet|narrow|seasonal|missing|double|rusty|bright|second-hand|outdoor|temporary|shared|digital|handmade|early|annual|unpaid|confusing|dusty|tiny|faulty|vintage|foreign|stubborn|regional",
    "when": "last {day}|on the {n:2-28}th of {month}|since {month}|two weeks ago|yesterday evening|this {day}|before {month} {n:2-28}|for the past {n:3-20} days|in about {n:2-11} weeks|by {day}|around {n:2-11}:{n:10-59}|after {city}|next {month}",
    "day": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "month": "January|February|March|April|May|June|July|August|September|October|November|December",
    "money": "euros|dollars|pounds|EUR|USD|CHF|kr|zloty|rupees|GBP",
    "kin": "sister|brother|mum|dad|wife|husband|partner|daughter|son|flatmate|boss|colleague|neighbour|friend|cousin|aunt|grandfather|teacher|client|landlady",
    "food": "lentils|salmon|courgettes|paneer|rye bread|chickpeas|leftover rice|aubergine|tofu|plums|squid|cabbage|oats|goat cheese|sweet potatoes|mackerel|kimchi|pork shoulder|rhubarb|buckwheat|polenta|halloumi|okra|cassava|venison|spinach|mussels|quark",
    "job": "nurse|accountant|site manager|teacher|barista|lab technician|bus driver|product manager|paralegal|electrician|estate agent|librarian|data analyst|physiotherapist|chef|translator|HR officer|farmer|graphic designer|receptionist|logistics planner|pharmacist|carpenter|social worker|postdoc|insurance clerk|tour guide|tax adviser",
    "hobby": "bouldering|sourdough|astronomy|chess|mountain biking|crochet|birdwatching|home brewing|sea kayaking|model trains|salsa|gardening|film photography|Warhammer|trail running|fly fishing|piano|drone racing|calligraphy|fantasy football|beekeeping|pottery|vintage synths|orienteering|archery|genealogy",
    "device": "iPhone 14|Pixel 9|Bosch dishwasher|Dacia Duster|Thermomix|HP printer|ThinkPad|Vaillant boiler|Garmin watch|Synology NAS|Roomba|Fuji X-T3|Peugeot 208|Kobo reader|Lenovo tablet|Yamaha keyboard|Philips espresso machine|Makita drill|Sonos speaker|fitbit",
    "sub": "photosynthesis|the Weimar Republic|supply and demand|Macbeth|plate tectonics|the Krebs cycle|Kant's ethics|the French Revolution|osmosis|standard deviation|the Cold War|redox reactions|the Treaty of Versailles|mitosis|Keynesian policy|natural selection|Of Mice and Men|Ohm's law|the Ottoman reforms|game theory|confirmation bias|the water cycle|sociolinguistics|urban heat islands|attachment theory|price elasticity|Gothic architecture|enzyme kinetics|federalism|tort law|vector spaces|the Silk Road|CRISPR|monetary union|postcolonial novels|kinship systems|soil erosion|the Meiji era|neural coding|crystal lattices",
    "tech": "Django|FastAPI|React|Next.js|Spring Boot|Laravel|Rails|Svelte|Flask|.NET 8|Go|Rust axum|Vue|Flutter|SwiftUI|Kotlin|Phoenix|NestJS|Express|Qt|Unity|Godot|Terraform|Ansible|dbt|Airflow|PyTorch|pandas|Spark|Kafka",
    "db": "Postgres|MySQL|SQLite|MongoDB|Redis|BigQuery|Snowflake|DynamoDB|ClickHouse|Elasticsearch|DuckDB|Cassandra|Supabase",
    "part": "auth|billing|orders|users|search|export|webhook|cache|scheduler|upload|parser|inventory|profile|session|notification|ledger|importer|router|metrics|checkout|permissions|feed|tenant|quota|retry|migration|geocoder|playlist|renderer|sync|audit|coupon|shipment|roster|device|thumbnail|mailer|graph|sensor|ticket",
    "ext": "py|ts|go|rs|java|rb|tsx|php|kt|cs|cpp|swift",
    "ident": "{part}_{verbc}|{verbc}_{part}|{part}{n:2-9}|{verbc}All{part}|{part}Store|{part}Client|{part}_helper|get_{part}_{part}|{part}{part}",
    "verbc": "load|save|parse|build|check|merge|fetch|flush|apply|resolve|compute|sync|emit|validate|split|pack|expire|lock|index|render|encode|rotate",
    "err": "TypeError: '{ident}' object is not iterable|KeyError: '{ident}'|panic: runtime error: index out of range [{n:2-90}]|NullPointerException at {ident}.java:{n:20-900}|error[E0382]: use of moved value `{ident}`|undefined is not a function ({ident})|timeout after {n:2-90}000ms in {ident}|deadlock detected on {ident}|AssertionError: {n:2-500} != {n:2-500}|CORS error on /{part}/{ident}|segfault in {ident}|ECONNREFUSED 127.0.0.1:{n:3000-9000}|ImportError: cannot import name '{ident}'",
    "prodname": "Lumo|Fjell|Tavola|Brisa|Nordkit|Velia|Pomelo|Otterly|Kinto|Maris|Sundry|Hazel|Quillo|Trove|Verdi|Opal|Wren|Kasa|Zephyr|Mistral Home|Plumb|Ferro|Savvo|Bloomy|Tessel|Cobalt|Nimbo|Arven|Solstice|Papaya",
    "prodkind": "standing desk|oat drink|hiking boot|password manager|meal kit|e-bike|dog food|skin serum|payroll app|air purifier|yoga studio|pottery class|coffee subscription|baby carrier|solar panel|language app|water filter|co-working space|electric kettle|craft gin|mattress|tax service|travel insurance|phone case|gym|wine bar|hearing aid|garden shed|language school|bike repair shop",
    "lang": "Swahili|Amharic|Yoruba|Khmer|Lao|Sinhala|Nepali|Uzbek|Kazakh|Tigrinya|Hausa|Quechua|Burmese|Somali|Pashto|Kyrgyz|Assamese|Odia|Igbo|Wolof|Malagasy|Tajik|Zulu|Guarani|Mongolian|Uyghur",
    "biglang": "German|French|Spanish|Italian|Dutch|Polish|Portuguese|Turkish|Japanese|Korean|Czech|Swedish|Arabic|Vietnamese|Chinese|Greek",
    "money2": "{n:2-99}.{n:10-99}|{n:100-990}.00|{n:1-9},{n:100-999}.{n:10-99}",
    "fact": "the {adj} {noun} {when}|{n:2-40} {noun}s in {city}|a {adj} {noun} from {first} {last}|my {kin}'s {noun}|the {noun} and the {adj} {noun}|{first}'s {adj} {noun}|the {noun} near {city}|what {first} said about the {noun}|paying {n:20-900} {money} for the {noun}",
    "subj": "{first}|my {kin}|the {noun} people|{first} and {first}|the {job}|nobody here|someone from {city}|I|we|the woman from the {noun}|half of us|the {adj} {noun} company|{first} {last}|our {job}|they|everyone but {first}",
    "aux": "still has to|wants to|forgot to|might|would rather|refuses to|had promised to|is going to|could not|used to|keeps trying to|was told to|will probably|needs somebody to|never managed to|agreed to|has no time to|asked me to|meant to|is afraid to",
    "obj": "{fact}|the {noun}|a {adj} {noun}|{n:2-12} {noun}s|the {noun} and the {noun}|our {adj} {noun}|that {noun} of {first}'s|what is left of the {noun}|the {adj}, {adj} {noun}|some {noun}|the {noun} in {city}",
    "tail": "|| {when}| because of the {noun}| before the {job} comes| if {first} agrees|, which costs {n:20-900} {money}| without asking {first}| and it shows|, sadly| twice| for {n:10-900} {money}| near {city}|, or so {first} says| instead of the {noun}| unless it rains| with {n:2-19} others|, {adj} as it is",
    "sent": "{subj} {aux} {verb} {obj}{tail}.|{subj} {aux} {verb} {obj}{tail}.|{subj} {aux} {verb} {obj}{tail}, so {subj} {aux} {verb} {obj}.|{when} {subj} {aux} {verb} {obj}{tail}.|The {noun} is {adj}{tail}.|{obj}: {adj}, {adj}{tail}.|If {subj} {aux} {verb} {obj}, {obj} will be {adj}{tail}.|I paid {n:20-990} {money} for {obj}{tail}.|Since {month} {obj} has been {adj}{tail}.|Is {obj} {adj}{tail}?|There was {obj}, then {obj}{tail}.|It's about {obj}{tail}.",
    "para": "{sent} {sent} {sent}|{sent} {sent}|{sent} {sent} {sent} {sent}",
    "name": "{first} {last}",
    "msetup": "Let n be a positive integer with {n:2-9} divisors|A {shape} has sides {n:3-40} and {n:3-40}|{first} rolls {n:2-9} dice|Suppose {fn} for all real x|Consider the {n:4-30} points of a {shape}|A sequence starts {n:1-9}, {n:2-20}, {n:3-60}|{n:3-12} {job}s sit round a table|Take a circle of radius {n:2-30} and a chord of length {n:2-20}|A tank holds {n:20-900} litres and leaks {n:2-19} litres an hour|Given primes p<q with p+q={n:20-200}|A box contains {n:3-30} {adj} and {n:3-30} {adj} {noun}s|Let z be complex with modulus {n:1-9}|A {noun} costs {n:12-900} {money} and loses {n:2-30}% a year|Write {n:100-9999} in base {n:3-12}|Colour the edges of a {shape} with {n:2-6} colours|Let P be a plane through ({n:1-9},{n:1-9},{n:1-9})|{first} walks {n:2-19} steps north or east at random",
    "mcond": "such that no two neighbours are equal|and the ratio of the larger to the smaller is {n:2-9}:{n:2-9}|where the product of all terms is at most {n:100-9000}|with {fn} as well|and {first} knows only the sum|if the angle at A is {n:20-140} degrees|given that exactly {n:2-9} of them are {adj}|under the extra condition that n is odd|while the {n:2-9}th is twice the first|assuming the order does not matter|and at least {n:2-7} stay unused|where a+b+c={n:6-90}|and its area is {n:10-400}|for every choice of k|with replacement|but {first} may skip {n:2-5}|and it touches the x-axis twice",
    "mques": "Find the smallest possible value.|How many ways are there?|What is the expected number, as a fraction?|Determine all solutions.|Show that the total is divisible by {n:3-19}.|What is the remainder modulo {n:5-101}?|Compute the area to {n:2-5} digits.|Is the bound {n:20-900} sharp? Give reasons.|Find the sum of all such n.|After how many steps is it below {n:2-90}?|What is the probability that {first} wins?|Express the answer through k.|Find a closed form.|Give the maximum of {fn}.|Which of the two is larger?|What is the length of the {n:2-3}nd side?",
    "fn": "f(x+{n:1-9})=f(x)+{n:2-9}x|f(xy)=f(x)f(y)-{n:1-9}|g(x)=x^{n:2-5}-{n:2-30}x|x^2+{n:2-9}xy+y^2={n:10-200}|f(f(x))={n:2-9}x+{n:1-20}|h(x)=sin({n:2-9}x)+cos({n:2-9}x)|2^x+{n:2-9}^y={n:30-900}|log_{n:2-9}(x)+x={n:4-40}",
    "shape": "triangle|square|rectangle|regular hexagon|cube|trapezium|rhombus|tetrahedron|{n:5-12}-gon|kite|cylinder|parallelogram",
    "cgiven": "Given a list of {noun}s with a start and an end|You receive a stream of {part} events|There are n {job}s and m {noun}s, n,m <= {n:1-9}e{n:3-5}|A string of length up to {n:1-9}e{n:3-6}|An undirected graph of {part}s with weights below {n:10-900}|Two sorted arrays of {noun} prices|A binary matrix of {n:20-900} rows|You are handed a CSV with the columns {part}, {noun} and ts|A rooted tree whose nodes are {adj} or {adj}|A class {ident} with {n:2-9} subclasses|An API returns pages of {n:10-200} {part}s|A permutation of 1..n|Each {noun} has a price and a weight|Text in which {part} names are wrapped in brackets|A queue of jobs, each with a deadline and {n:2-5} dependencies",
    "cgoal": "return the {n:2-9} most frequent ones|count the pairs whose {noun} differs by at most {n:2-90}|find the longest run without a {adj} element|{verbc} them so that no two {adj} ones touch|group by {part} and keep the newest|find the cheapest way to {verbc} all of them|report the first that breaks the order|compute for each the nearest larger one|detect cycles and print one|write {ident}() that does it lazily|support undo of the last {n:2-20} operations|{verbc} and {verbc} in any order with the same result|print the lexicographically smallest answer|say how many must be removed|decide whether a split into {n:2-7} equal parts exists",
    "climit": "O(n log n).|Memory under {n:16-512} MB.|No extra libraries, {tech}.|Ties: smaller index first.|Input may be empty.|Answer {n:1-9}e5 queries.|Modulo {n:100-999}{n:100-999}7.|Must be safe with {n:2-16} threads.|Include {n:2-6} test cases.|Recursion is not allowed.|Explain the complexity.|Time limit {n:1-5} s.||In {tech}, please.|Return -1 if impossible.",
}

LEX: dict[str, list[str]] = {name: words.split("|") for name, words in _WORDS.items()}


def say(r: Random, text: str, own: Own | None = None) -> str:
    """Fill the slots of a text, those of `own` first, until none is left."""

    def one(match: re.Match[str]) -> str:
        name, low, high = match.groups()
        if low:
            return str(r.randint(int(low), int(high)))
        found = own[name] if own and name in own else LEX[name]
        return found if isinstance(found, str) else r.choice(found)

    while True:
        done = SLOT.sub(one, text)
        if done == text:
            return done
        text = done


def pick(r: Random, texts: Sequence[str], own: Own | None = None) -> str:
    """One of the texts, filled."""
    return say(r, r.choice(texts), own)


def mess(r: Random, style: int, text: str) -> str:
    """As a hurried hand types it; `style` is the hand's own."""
    if style % 3 == 0:
        text = text.lower()
    if style % 4 == 1:
        text = text.replace(",", "").replace("'", "").rstrip(".")
    if style % 5 < 2 and len(text) > 30 and r.random() < 0.5:
        at = r.randrange(5, len(text) - 5)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text
