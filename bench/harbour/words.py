"""The words that fill the slots, each list in one line of its own."""

from collections.abc import Mapping

_LISTS: Mapping[str, str] = {
    # people and places
    "name": "Amara|Bogdan|Chiara|Deepa|Elias|Farida|Goran|Hanne|Ines|Jonas|Kemal|Lucia|Mei|Nadia|Oskar|Paula|Quentin|Rasheed|Sofia|Tomasz|Uma|Viktor|Wanjiru|Ximena|Yusuf|Zofia|Ravi|Leila|Marcus|Aiko|Dmitri|Siobhan",
    "surname": "Okafor|Lindqvist|Moreau|Petrov|Sharma|Tanaka|Alvarez|Novak|Fischer|Kowalski|Haddad|Mbeki|Silva|Nguyen|Rossi|Jensen|Kaplan|Dubois|Yilmaz|Papadakis|Byrne|Costa|Ito|Singh",
    "city": "Lisbon|Leeds|Nairobi|Denver|Pune|Gdansk|Osaka|Bogota|Izmir|Turin|Leipzig|Perth|Halifax|Manila|Accra|Valencia|Lyon|Malmo|Austin|Surabaya|Recife|Tallinn|Cork|Hanoi|Cebu|Graz",
    "relative": "sister|mother in law|boss|landlord|neighbour|old friend|team lead|teacher|cousin|daughter|client|supplier|accountant|dentist",
    # things of every day
    "food": "lentils|chickpeas|salmon|aubergine|leftover rice|tofu|chicken thighs|sweet potato|cabbage|halloumi|mushrooms|black beans|spinach|pork shoulder|courgettes|cauliflower",
    "dish": "curry|stew|traybake|soup|salad|pie|stir fry|risotto|flatbread|dumplings|casserole|ramen",
    "thing": "dishwasher|boiler|bicycle|laptop|router|washing machine|car battery|phone screen|coffee grinder|sofa|printer|heat pump|e-scooter|sewing machine|tent|violin",
    "hobby": "climbing|watercolour|bread baking|chess|birding|pottery|trail running|guitar|knitting|astronomy|gardening|fly fishing|model trains|swimming|photography|calligraphy",
    "pet": "cat|dog|parrot|rabbit|tortoise|hamster|greyhound|puppy|kitten|goldfish",
    "ill": "a sore throat|back pain|hay fever|a migraine|insomnia|heartburn|a sprained ankle|low iron|tennis elbow|dry skin|a stiff neck|vertigo",
    "feel": "nervous|tired|relieved|stuck|confused|proud|annoyed|hopeful|overwhelmed|bored|guilty|excited",
    "adj": "short|friendly|formal|honest|funny|clear|polite|bold|simple|warm|detailed|plain|careful|upbeat|dry",
    "event": "wedding|retirement party|school fair|board meeting|job interview|product launch|house move|baby shower|team offsite|funeral|graduation|marathon|charity auction",
    "doc": "cover letter|speech|complaint|press release|blog post|invoice reminder|toast|apology|report|job ad|newsletter|cancellation letter|reference letter|agenda|proposal|bio|grant application|obituary",
    # work
    "firm": "Northlight|Cedar & Finch|Vantor|Bluepeak|Orchard Systems|Halden|Mistral Foods|Kestrel Freight|Lumio|Paragon Dental|Redwood Legal|Tidewater|Osprey Retail|Granite Homes|Polaris Care|Juniper Travel|Solway|Marigold|Ferro Tools|Quill & Co",
    "sector": "logistics|dental care|solar panels|insurance|online fashion|property|catering|accounting|e-learning|farm machinery|cosmetics|recruiting|pet food|tourism|fitness|legal services|toys|furniture",
    "product": "standing desk|rain jacket|espresso machine|face serum|dog bed|trail shoes|wireless earbuds|meal kit|yoga mat|air purifier|kids backpack|desk lamp|water bottle|mattress|cast iron pan|smart lock|phone case|bamboo toothbrush",
    "feature": "two-year warranty|recycled fabric|fast charging|free returns|hypoallergenic cover|app control|quiet motor|fold-flat frame|vegan formula|leak-proof lid|night mode|refill packs",
    "metric": "churn|gross margin|conversion|average basket|lead time|open rate|headcount|net revenue|stock turnover|response time|utilisation|bounce rate",
    "fault": "parcel never came|refund is late|app logs me out|wrong size was sent|invoice shows the wrong name|coupon does not work|subscription renewed twice|screen stays black|delivery date moved|password reset mail is missing|seat cannot be changed|card was charged twice",
    "issue": "<fault>|<fault> <since>|<since>: <fault>|<fault>, <since>, <plea>|<plea>, <fault> <since>|<name> here, <fault> <since>|<fault> (<product>, <city>)|my <product> from <city>: <fault>",
    "since": "since Monday|for <n> days now|again|for the third time|after the update|on my phone|at checkout|since I moved to <city>|as in <y>|in the <city> shop|with my <relative>'s account|since order <m>|on the <n>th|when I pay with the other card|although <name> said it was solved|and chat closed on me|in the new app|outside the guarantee|for the <product>|before the <event>",
    "plea": "please help|I want my money back|can somebody call me|this is urgent|what now|I need it for the <event>|I was told to write here|no one answers|thank you in advance|please pass this to <name>|my number ends in <k>|sorry for my English|quite <feel> about this|last try before I cancel",
    # computing
    "lang": "Python|TypeScript|Go|Rust|Java|C#|Kotlin|PHP|Ruby|C++|SQL|Bash|Swift|Elixir",
    "lib": "pandas|FastAPI|React|Django|Spring Boot|SQLAlchemy|Next.js|Celery|Terraform|PyTorch|Kafka|Redis|Prisma|Vue|gRPC|Airflow|Flutter|Playwright|LangChain|Tailwind",
    "error": "KeyError: '<col>'|connection reset by peer|TypeError: cannot read properties of undefined (reading '<col>')|deadlock detected|segmentation fault|module not found: <lib>|CORS policy blocked the request|out of memory at row <m>|invalid literal for int()|403 forbidden on /<table>|timeout after <k> ms|duplicate key value violates unique constraint",
    "func": "parse_<table>|load_<col>|merge_<table>|retry_request|normalise_<col>|build_<table>_index|send_<table>|validate_<col>|group_by_<col>|cache_<table>|render_<table>|sync_<table>",
    "table": "orders|users|invoices|events|shipments|sessions|tickets|payments|products|bookings|devices|leads|rooms|payroll|claims|ratings",
    "col": "created_at|user_id|amount|status|email|sku|region|price|due_date|score|quantity|country|tag|version|duration|owner",
    "path": "src/<table>/<col>.py|app/<table>/service.ts|internal/<table>/handler.go|lib/<table>.rb|core/<table>_store.rs|tests/test_<table>.py|pkg/<col>/parser.go|web/components/<table>.tsx",
    "algo": "binary search|union find|Dijkstra|a trie|a segment tree|topological sort|dynamic programming|two pointers|a Fenwick tree|KMP|a monotonic stack|bit masks",
    # study
    "subject": "photosynthesis|the French Revolution|supply and demand|Newton's laws|cell division|the Ottoman Empire|acid-base reactions|Shakespeare's sonnets|probability|plate tectonics|the Cold War|electric circuits|genetics|inflation|the water cycle|Kant's ethics|eigenvalues|entropy|Mendeleev's table|the Silk Road",
    "course": "biology|microeconomics|linear algebra|world history|organic chemistry|statistics|philosophy|physics 101|operating systems|psychology|constitutional law|geography",
    # long pasted text
    "sent": "The <adj> plan for <sector> was moved to <name>'s team in <city> after <k> complaints about the <thing>.|In <y> the <metric> of <firm> fell by <n> percent, mostly in <city>.|<name> <surname> said that the <product> line will close unless <metric> improves.|We agreed to send the <doc> to <name> before the <event>.|The committee in <city> heard <n> witnesses on <subject> and put the vote off.|Costs of the <thing> rose from <m> to <m> while <metric> stayed flat.|<firm> and <firm> share a depot near <city>, which explains the late <product> orders.|Nobody told <name> that the <event> had been cancelled.|A survey of <k> customers found the <feature> of the <product> worth paying for.|The audit lists <n> gaps, the largest in <table> access.",
    "para": "<sent> <sent>|<sent> <sent> <sent>|<sent> <sent> <sent> <sent>",
    # speech of low-resource languages, asked for in English
    "tongue": "Hausa|Yoruba|Sinhala|Khmer|Lao|Quechua|Amharic|Oromo|Tigrinya|Nepali|Pashto|Uzbek|Cebuano|Ilocano|Javanese|Sundanese|Wolof|Shona|Kinyarwanda|Malagasy",
    "scene": "a pharmacy counter|a bus ticket desk|a clinic phone line|a bank queue|a market stall|a school office|a taxi ride|a mobile phone shop|a post office|a repair shop|a farm co-operative|a hotel desk|a police post|a barber|a wedding kitchen|a power company hotline",
    "mood": "impatient|polite|joking|worried|tired|formal|apologetic|angry at first, then calm|hesitant|cheerful",
}

WORDS: Mapping[str, tuple[str, ...]] = {slot: tuple(row.split("|")) for slot, row in _LISTS.items()}
