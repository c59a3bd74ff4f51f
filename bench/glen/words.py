"""The vocabularies: fields of life with their nouns, words in several languages, made-up names.

Names, firms and identifiers are put together from syllables, so there are enough of them that two
strangers do not meet on one by chance.
"""

from random import Random

FIELDS: dict[str, tuple[str, ...]] = {
    "kitchen": tuple(
        "sourdough broth skillet marinade lentils saffron custard pickles griddle dumplings brisket risotto turmeric shallots yeast glaze polenta ramen stock crust cardamom buttermilk oven chutney lasagne".split()
    ),
    "law": tuple(
        "tenancy clause affidavit easement indemnity subpoena arbitration covenant probate warranty tribunal deposition lease statute appeal licence trademark retainer injunction escrow notary bylaw will liability plaintiff".split()
    ),
    "nursing": tuple(
        "dosage catheter triage wound ward sepsis discharge vitals insulin handover rota dementia fall infusion oxygen consent dressing allergy swab fracture stroke palliative chart ulcer midwife".split()
    ),
    "garden": tuple(
        "compost trellis seedlings aphids pergola mulch perennials hydrangea pruning slugs greenhouse loam tomatoes hedge allotment rhubarb bulbs lawn irrigation nettle orchard fertiliser wisteria frost raspberries".split()
    ),
    "money": tuple(
        "mortgage pension dividend ledger invoice payroll hedge annuity accrual overdraft audit turnover budget escrow premium refinance depreciation margin receivables treasury coupon deposit deductible equity voucher".split()
    ),
    "physics": tuple(
        "photon torque lattice entropy pendulum capacitor wavelength plasma inertia magnet isotope friction resonance vacuum spectrum muon viscosity neutrino impulse lens buoyancy semiconductor orbit gradient diffraction".split()
    ),
    "history": tuple(
        "treaty dynasty siege parliament caravan empire reformation garrison monastery guild uprising archive crusade frontier chronicle republic armistice colony abolition census coronation plague railway manuscript mutiny".split()
    ),
    "travel": tuple(
        "itinerary hostel ferry visa luggage layover museum fjord passport campsite tram souvenir villa airport bazaar hike rental peninsula temple guidebook reservation volcano lagoon vineyard border".split()
    ),
    "web": tuple(
        "router component cookie webhook stylesheet middleware endpoint canvas bundle hydration layout schema cache login pagination viewport proxy modal locale token redirect iframe template favicon manifest".split()
    ),
    "data": tuple(
        "dataframe join histogram outlier pipeline warehouse partition regression cohort dashboard sampling imputation index cluster forecast metric quantile lineage snapshot embedding feature residual variance experiment backfill".split()
    ),
    "freight": tuple(
        "pallet container customs forklift depot carrier manifest tariff warehouse shipment dock haulage barcode consignment backlog demurrage route fleet stevedore incoterm parcel trailer inventory courier crate".split()
    ),
    "music": tuple(
        "chord arpeggio bassline melody synth drummer tempo reverb lyric cello octave mixdown chorus riff vinyl metronome harmony sample fret ballad fugue encore timbre bridge falsetto".split()
    ),
    "home": tuple(
        "toddler bedtime nursery homework tantrum stroller lunchbox playdate chores sibling teething birthday crib allowance puberty daycare lullaby sleepover nap tutor crayons pocket vaccination screen grandma".split()
    ),
    "sport": tuple(
        "marathon deadlift goalkeeper sprint physio league offside peloton referee squat tournament paddle serve hamstring relay coach pitch helmet interval dribble regatta penalty saddle warmup climbing".split()
    ),
    "chemistry": tuple(
        "titration catalyst enzyme solvent polymer buffer isomer oxidation precipitate reagent ester alkane pipette molarity chromatography ligand crystal distillate acid ammonia chlorine spectrometer yield residue emulsion".split()
    ),
    "insurance": tuple(
        "claim underwriter policyholder flood premium adjuster roof excess liability actuary renewal broker cover hail subrogation beneficiary exclusion reserve surveyor rider fraud endorsement payout windscreen quote".split()
    ),
    "games": tuple(
        "dungeon paladin loot quest sprite tavern wizard speedrun guild dragon inventory boss shader campaign dice potion ranger tileset multiplayer leaderboard cutscene goblin crafting respawn lore".split()
    ),
    "biology": tuple(
        "mitochondria ribosome plankton genome antibody neuron fungus predator photosynthesis larva hormone kidney allele wetland bacterium membrane retina pollen tissue mutation habitat pathogen primate cortex stem".split()
    ),
    "property": tuple(
        "landlord boiler survey mortgage plumbing attic balcony deposit realtor foundation insulation damp scaffolding lease kitchenette zoning renovation gutter façade tenant basement permit auction drywall stairwell".split()
    ),
    "work": tuple(
        "interview résumé manager onboarding appraisal salary promotion meeting deadline roadmap stakeholder memo workshop burnout mentor internship agenda layoff portfolio reference probation recruiter standup retrospective offsite".split()
    ),
}
TOPICS = tuple(FIELDS)
ADJECTIVES = tuple(
    "brittle cheap lopsided seasonal overdue second-hand unusual leaky generous awkward regional temporary stubborn old-fashioned "
    "quiet oversized fragile unfinished annual reliable sticky expensive half-broken mysterious local compact heavy foreign rusty "
    "spare unexpected narrow official modern shared faulty smooth weekly colourful dull rare noisy handmade cracked careful late "
    "early bitter salty domestic public private abandoned borrowed crowded damp dusty elegant empty faint flat frozen gloomy hollow "
    "humble idle joint keen lazy loose mild muddy neat odd pale plain polite proper raw ripe rough rural sharp shiny short silent "
    "slow soft solid steep strict sudden tall tender thick tidy tight tiny tricky urban vague vast warm weak wild wooden young "
    "automatic chronic digital electric generic hybrid manual nested optional parallel partial passive recursive static stale".split()
)
VERBS = tuple(
    "arrange borrow calibrate carry check collect combine compare convert copy cut decorate deliver describe design divide draw "
    "estimate exchange extend file fill find finish fix fold gather guard handle heat hide hire improve inspect install invite join "
    "keep label launch lift list load lock manage measure mend merge mix move negotiate order organise pack paint park patch plan "
    "polish prepare present print protect publish pull push rank record recover reduce refill refund remove rename rent repair "
    "replace report rescue restore return review revise rinse save scan schedule seal select sell separate serve settle shape share "
    "shorten sketch slice sort split stack store stretch submit swap switch teach test tidy track trade train transfer translate "
    "trim tune unlock update upgrade verify visit wash weigh wrap".split()
)
PASTS = tuple(
    "vanished arrived collapsed doubled expired failed grew jammed leaked melted opened paused reopened rose shrank slipped split "
    "spread stalled stopped surprised swelled swung tripled tumbled turned wandered warped weakened worked disappointed drifted "
    "fell flooded froze hesitated improved landed matched moved overheated passed peaked recovered returned settled".split()
)
ADVERBS = tuple(
    "yesterday again slowly overnight twice suddenly quietly eventually badly partly barely nearly mostly rarely finally somehow "
    "recently everywhere upstairs abroad abruptly alone cheaply daily directly early elsewhere fully gently halfway indoors lately "
    "legally loudly manually monthly outdoors safely seldom sideways soon steadily together".split()
)
LINKS = tuple(
    "because although while after before until whereas since unless so and but though once when if even-though".replace(
        "-", " "
    ).split()
)
PLACES = tuple(
    "near behind under beside beyond inside against without around above across along below between despite during past through toward within".split()
)
OPENERS = (
    "how do I", "what's the best way to", "could you", "please", "help me", "I need to", "is it possible to", "any tips to",
    "tell me how to", "i want to", "what would it take to", "can somebody", "quick question, how to", "hi! can you", "show me how to",
    "we have to", "my boss wants me to", "is there a trick to", "should I", "why would anyone", "ok so i'm trying to", "teach me to",
    "hello, i'd like to", "walk me through how to", "give me ideas to", "what happens when you", "remind me how to", "best tool to",
    "explain how people", "do I have to", "suggest ways to", "who can", "when should we", "where do I", "let's", "tried to", "cannot",
)  # fmt: skip
TAILS = (
    "thanks", "keep it short", "no jargon pls", "in plain words", "as bullet points", "two paragraphs max", "with an example",
    "for a beginner", "and be honest", "step by step", "under 100 words", "in British English", "make it funny", "formal tone",
    "sources if possible", "just the answer", "with pros and cons", "explain why", "urgent!!", "for my daughter", "like I'm twelve",
    "and the cost", "think it through first", "show your reasoning", "list the risks too", "in a table", "be thorough",
)  # fmt: skip
WAYS = (
    "and another way?",
    "can it be checked?",
    "what if it were doubled;",
    "why that one?",
    "sure about the sign?",
    "simpler?",
    "then generalise.",
    "where does it fail?",
    "what did you rule out?",
)
FOLLOW_UPS = (
    "shorter please", "and what about the {0}", "why?", "redo with {0} instead", "that's wrong, the {0} is {1}", "ok next one",
    "thanks! now the {0}", "more detail on the {1} part", "what if the {0} were {1}", "make it less {1}", "another example, {0} maybe",
    "translate that for my {0} supplier", "sure? the {0} seems {1}", "great. continue", "go on", "same but for a {1} {0}",
)  # fmt: skip

TONGUES: dict[str, dict[str, tuple[str, ...]]] = {
    "de": {
        "n": tuple("Rechnung Wohnung Vertrag Garten Bewerbung Kündigung Steuer Fahrrad Heizung Projekt Lehrer Prüfung Reise Rezept Datenbank Fehler Kunde Lieferung Maschine Krankenkasse Verein Gesetz Brücke Zelle Kraft Wärme Strom Spannung Geschichte Aufsatz Kapitel Motor Werkzeug Schule Küche Miete Bericht Tabelle Antrag Geschenk".split()),
        "a": tuple("alte neue günstige kaputte schwierige offene lange kurze wichtige seltsame private geteilte dringende schöne falsche leere".split()),
        "v": tuple("erklären prüfen schreiben berechnen vergleichen planen reparieren übersetzen zusammenfassen verbessern ordnen bestellen kündigen messen lösen".split()),
        "o": ("Wie kann ich", "Kannst du mir", "Bitte hilf mir,", "Was bedeutet", "Ich muss", "Warum soll man", "Hallo, ich möchte", "Darf ich"),
        "j": ("und", "oder", "mit", "für", "ohne", "wegen", "trotz", "statt"),
        "r": ("Erkläre jeden Schritt.", "Begründe ausführlich.", "Bitte mit Rechenweg.", "Denke laut nach, auf Deutsch.", "Schreib alle Zwischenschritte auf."),
    },
    "es": {
        "n": tuple("contrato factura receta viaje examen jardín coche alquiler carta hijo escuela empresa célula fuerza presión historia guerra tabla código error cliente pedido médico reunión cuento impuesto préstamo batería ventana cocina partido novela río puente mercado seguro sueldo permiso abuela taller".split()),
        "a": tuple("viejo nuevo barato roto difícil largo corto urgente raro privado común hermoso falso vacío lento seguro".split()),
        "v": tuple("explicar revisar escribir calcular comparar planear reparar traducir resumir mejorar ordenar pedir cancelar medir resolver".split()),
        "o": ("Cómo puedo", "Me ayudas a", "Necesito", "Por qué hay que", "Quiero", "Hola, debo", "Es posible", "Qué significa"),
        "j": ("y", "o", "con", "para", "sin", "por", "según", "sobre"),
        "r": ("Explica cada paso.", "Justifica con detalle.", "Muestra todo el desarrollo.", "Razona en voz alta en español.", "No saltes pasos."),
    },
    "fr": {
        "n": tuple("contrat facture recette voyage examen jardin voiture loyer lettre enfant école entreprise cellule force pression histoire guerre tableau erreur client commande médecin réunion conte impôt prêt pile fenêtre cuisine match roman rivière pont marché assurance salaire permis dossier atelier chaudière".split()),
        "a": tuple("vieux nouveau cassé difficile long court urgent étrange privé commun superbe faux vide lent fragile tardif".split()),
        "v": tuple("expliquer vérifier écrire calculer comparer préparer réparer traduire résumer améliorer classer commander annuler mesurer résoudre".split()),
        "o": ("Comment puis-je", "Peux-tu", "Je dois", "Pourquoi faut-il", "Je voudrais", "Bonjour, j'aimerais", "Est-il possible de", "Aide-moi à"),
        "j": ("et", "ou", "avec", "pour", "sans", "selon", "malgré", "chez"),
        "r": ("Détaille chaque étape.", "Justifie ta réponse.", "Montre tout le calcul.", "Raisonne en français, à voix haute.", "Sans sauter d'étape."),
    },
    "pt": {
        "n": tuple("contrato fatura receita viagem prova jardim carro aluguel carta filho escola empresa célula força pressão história guerra tabela código erro cliente pedido médico reunião conto imposto empréstimo bateria janela cozinha jogo romance rio ponte mercado seguro salário licença oficina planilha".split()),
        "a": tuple("velho novo barato quebrado difícil longo curto urgente estranho privado comum bonito falso vazio lento seguro".split()),
        "v": tuple("explicar revisar escrever calcular comparar planejar consertar traduzir resumir melhorar organizar pedir cancelar medir resolver".split()),
        "o": ("Como posso", "Me ajuda a", "Preciso", "Por que devo", "Quero", "Oi, tenho que", "Dá para", "O que significa"),
        "j": ("e", "ou", "com", "para", "sem", "por", "conforme", "sobre"),
        "r": ("Explique cada passo.", "Justifique em detalhe.", "Mostre a conta toda.", "Pense alto em português.", "Não pule etapas."),
    },
    "id": {
        "n": tuple("kontrak tagihan resep perjalanan ujian kebun mobil sewa surat anak sekolah perusahaan sel gaya tekanan sejarah perang tabel kode kesalahan pelanggan pesanan dokter rapat cerita pajak pinjaman baterai jendela dapur pertandingan novel sungai jembatan pasar asuransi gaji izin bengkel laporan".split()),
        "a": tuple("lama baru murah rusak sulit panjang pendek mendesak aneh pribadi umum indah palsu kosong lambat aman".split()),
        "v": tuple("menjelaskan memeriksa menulis menghitung membandingkan merencanakan memperbaiki menerjemahkan meringkas menyusun memesan membatalkan mengukur menyelesaikan".split()),
        "o": ("Bagaimana cara", "Tolong bantu", "Saya perlu", "Mengapa harus", "Saya ingin", "Halo, bisakah", "Apakah boleh", "Apa artinya"),
        "j": ("dan", "atau", "dengan", "untuk", "tanpa", "karena", "menurut", "tentang"),
        "r": ("Jelaskan setiap langkah.", "Beri alasan lengkap.", "Tunjukkan semua perhitungan.", "Pikirkan dalam bahasa Indonesia.", "Jangan lewati langkah."),
    },
    "ru": {
        "n": tuple("договор счёт рецепт поездка экзамен сад машина аренда письмо ребёнок школа компания клетка сила давление история война таблица код ошибка клиент заказ врач встреча сказка налог кредит батарея окно кухня матч роман река мост рынок страховка зарплата лицензия мастерская отчёт".split()),
        "a": tuple("старый новый дешёвый сломанный трудный длинный короткий срочный странный частный общий красивый ложный пустой медленный надёжный".split()),
        "v": tuple("объяснить проверить написать вычислить сравнить спланировать починить перевести сократить улучшить упорядочить заказать отменить измерить решить".split()),
        "o": ("Как мне", "Помоги", "Мне нужно", "Почему надо", "Хочу", "Привет, можно ли", "Подскажи, как", "Что значит"),
        "j": ("и", "или", "для", "без", "из-за", "через", "после", "против"),
        "r": ("Объясни каждый шаг.", "Обоснуй подробно.", "Покажи все вычисления.", "Рассуждай вслух по-русски.", "Не пропускай шаги."),
    },
    "zh": {
        "n": tuple("合同 发票 菜谱 旅行 考试 花园 汽车 房租 信件 孩子 学校 公司 细胞 力 压强 历史 战争 表格 代码 错误 客户 订单 医生 会议 故事 税 贷款 电池 窗户 厨房 比赛 小说 河流 桥 市场 保险 工资 执照 车间 报告".split()),
        "a": tuple("旧的 新的 便宜的 坏掉的 困难的 很长的 简短的 紧急的 奇怪的 私人的 常见的 漂亮的 错误的 空的 缓慢的 可靠的".split()),
        "v": tuple("解释 检查 写 计算 比较 计划 修理 翻译 总结 改进 整理 预订 取消 测量 解决".split()),
        "o": ("怎样", "请帮我", "我需要", "为什么要", "我想", "你好,能不能", "可以", "请问如何"),
        "j": ("和", "或者", "对于", "没有", "因为", "关于", "按照", "为了"),
        "r": ("请解释每一步。", "请给出详细理由。", "写出完整的计算过程。", "请用中文一步步思考。", "不要跳步。"),
    },
    "hi": {
        "n": tuple("अनुबंध बिल नुस्खा यात्रा परीक्षा बगीचा गाड़ी किराया पत्र बच्चा स्कूल कंपनी कोशिका बल दाब इतिहास युद्ध तालिका कोड गलती ग्राहक ऑर्डर डॉक्टर बैठक कहानी कर ऋण बैटरी खिड़की रसोई मैच उपन्यास नदी पुल बाज़ार बीमा वेतन लाइसेंस कार्यशाला रिपोर्ट".split()),
        "a": tuple("पुराना नया सस्ता टूटा कठिन लंबा छोटा ज़रूरी अजीब निजी आम सुंदर झूठा खाली धीमा सुरक्षित".split()),
        "v": tuple("समझाना जाँचना लिखना गिनना परखना बनाना सुधारना अनुवादना सारना सजाना मँगाना रोकना मापना सुलझाना".split()),
        "o": ("मैं कैसे", "कृपया मदद करें", "मुझे चाहिए", "क्यों ज़रूरी है", "मैं चाहता हूँ", "नमस्ते, क्या", "बताइए कैसे", "इसका अर्थ"),
        "j": ("और", "या", "के साथ", "के लिए", "के बिना", "के कारण", "के अनुसार", "के बारे में"),
        "r": ("हर चरण समझाइए।", "विस्तार से कारण दीजिए।", "पूरा हल दिखाइए।", "हिंदी में सोचकर बताइए।", "कोई चरण न छोड़ें।"),
    },
}  # fmt: skip

ONSETS = tuple(
    "b br c ch d dr f fl g gr h j k kl l m n p pr qu r s sh sk sl st t th tr v w y z".split()
)
VOWELS = tuple("a e i o u ai ea ie oa ou".split())
CODAS = tuple("b ck d g l ll m n nd ng nt p r rd rn s sk st t th v x".split())
FIRSTS = tuple(
    "Anna Bruno Carla Dmitri Elena Farid Greta Hugo Ines Jamal Keiko Lars Mona Nuno Olga Pablo Qiang Rosa Samir Tove Uma Viktor Wanda "
    "Xavier Yara Zoltan Aisha Bela Chidi Dora Emeka Fiona Goran Hana Ivan Julia Karim Lina Mateo Noor Oskar Priya Ravi Sofia Tariq Ulla "
    "Vera Wei Ximena Yusuf Zara Alan Beth Craig Diane Ethan Faye Grace Henry Isla Jack Kate Liam Megan Nora Owen Paula Quinn Ryan Sue Tom".split()
)


def syllables(rng: Random, low: int, high: int) -> str:
    """A made-up word that can be spoken."""
    parts = [rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(rng.randint(low, high))]
    return "".join(parts) + rng.choice(CODAS)


def surname(rng: Random) -> str:
    return syllables(rng, 1, 2).capitalize()


def firm(rng: Random) -> str:
    """The name of a business: a made-up word and what such firms add to it."""
    return f"{syllables(rng, 1, 2).capitalize()} {rng.choice(('Labs', 'GmbH', 'Ltd', 'Inc', 'Partners', 'Systems', 'Group', 'AI', 'Software', 'Media', 'Works', 'SA', 'Pty', 'Studio', 'Holdings', 'Analytics', 'Services', 'Logistics', 'Health', 'Digital'))}"


def identifier(rng: Random) -> str:
    """A name in code, in one of the usual spellings."""
    a, b = rng.choice(VERBS), rng.choice(FIELDS[rng.choice(TOPICS)])
    return rng.choice(
        (
            f"{a}_{b}",
            f"{a}{b.capitalize()}",
            f"{b}_{rng.choice(ADJECTIVES).replace('-', '_')}",
            f"{syllables(rng, 1, 1)}_{b}",
        )
    )
