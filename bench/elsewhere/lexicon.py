"""English words, by trade: what people here write about. Written for these worlds, no corpus behind."""

TRADES: dict[str, tuple[str, ...]] = {
    name: tuple(words.split(","))
    for name, words in {
        "farming": "barley yield,milking parlour,irrigation pump,seed drill,hoof trimming,silage clamp,crop rotation,orchard frost,grain moisture,slurry store,calving record,hedge planting",
        "logistics": "pallet count,customs form,reefer container,route sheet,dock slot,driver rota,freight quote,damaged parcel,bonded warehouse,last mile run,tail lift,demurrage fee",
        "nursing": "wound chart,drip rate,handover note,fall risk,pressure ulcer,night medication,discharge plan,fluid balance,infection swab,bed manager,care bundle,pain score",
        "law": "lease clause,witness statement,power of attorney,notice period,boundary dispute,licence fee,share purchase,small claim,probate form,confidentiality term,employment tribunal,costs budget",
        "cooking": "sourdough starter,lamb shoulder,lentil stew,choux paste,fermented chilli,oven spring,knife skills,party menu,gluten free crust,stock pot,spice blend,jam setting point",
        "astronomy": "transit depth,dark frame,orbital period,mirror collimation,meteor count,spectral line,star cluster,redshift table,guiding error,eclipse path,dome seeing,radio burst",
        "retail": "shelf label,stock take,loyalty card,till float,returns desk,window display,supplier rebate,shrinkage rate,click and collect,price match,seasonal range,footfall counter",
        "music": "chord sheet,vocal take,reverb tail,string quartet,drum pattern,set list,royalty split,ear training,modal scale,mixing desk,choir warm-up,sheet transposition",
        "plumbing": "boiler pressure,soil stack,radiator balance,leak trace,copper joint,float valve,heat pump loop,drain survey,mixer tap,expansion vessel,pipe lagging,water hammer",
        "travel": "rail pass,visa letter,hostel booking,layover plan,hiking permit,ferry timetable,travel insurance,packing list,city break,night train,car hire excess,family itinerary",
        "finance": "cash forecast,invoice run,ledger mismatch,hedging policy,loan covenant,tax accrual,expense claim,bank feed,dividend note,margin call,audit trail,pension match",
        "teaching": "lesson plan,reading group,marking rubric,seating chart,fractions quiz,school trip,parent letter,spelling list,lab safety sheet,group project,behaviour log,revision card",
        "robotics": "servo jitter,gripper force,inverse kinematics,lidar drift,wheel odometry,motor driver,line follower,battery sag,encoder noise,arm calibration,gear backlash,path planner",
        "gardening": "rose pruning,compost heap,slug damage,greenhouse vent,bulb order,soil test,raised bed,clematis wilt,lawn repair,seed swap,water butt,leaf mould",
        "chemistry": "titration curve,reflux setup,buffer recipe,ligand exchange,chromatogram peak,fume hood log,crystal yield,reaction order,glove box,solvent waste,melting point,catalyst load",
        "marketing": "launch mailer,keyword list,brand voice,landing page,press kit,survey panel,referral code,banner copy,customer quote,event booth,churn survey,content calendar",
        "housing": "tenant notice,damp report,service charge,boiler cover,inventory photo,rent review,party wall,move-out clean,energy rating,parking permit,roof estimate,deposit claim",
        "sport": "training block,offside drill,sprint split,injury return,league table,swim set,climbing grade,match report,kit order,recovery ride,penalty stat,youth squad",
        "history": "parish register,siege map,trade guild,oral history,coin hoard,war diary,census page,treaty text,canal company,museum label,ship manifest,field notebook",
        "biology": "gel image,pollen count,cell passage,primer pair,enzyme assay,mouse colony,leaf litter,gene panel,plankton net,freezer map,growth curve,ant trail",
        "energy": "inverter fault,meter reading,turbine blade,grid code,battery cycle,solar string,peak tariff,substation log,cable trench,demand forecast,heat loss,transformer oil",
        "insurance": "claim letter,excess waiver,flood survey,policy wording,no-claims proof,loss adjuster,renewal quote,fraud referral,motor estimate,travel claim,rider clause,premium split",
        "aviation": "flight plan,ramp check,crew roster,de-icing log,engine trend,bird strike,slot swap,fuel uplift,weather brief,cabin defect,turnaround time,simulator session",
        "crafts": "sock heel,glaze test,dovetail joint,quilt block,leather strap,resin pour,loom warp,candle wick,bookbinding thread,lathe chisel,dye bath,felt pattern",
        "statistics": "survival curve,missing values,mixed model,power analysis,bootstrap interval,panel data,prior choice,outlier rule,sample frame,regression table,count model,cluster design",
        "software": "login flow,queue worker,cache key,date parser,retry loop,search index,image resize,upload form,rate table,session store,feature flag,export job",
        "devops": "rolling deploy,disk alert,secret rotation,build cache,log volume,ingress rule,backup restore,node pool,certificate renewal,runbook step,cost report,staging drift",
        "gamedev": "quest log,loot table,camera shake,save file,enemy patrol,dialogue tree,shader pass,frame drop,level gate,inventory grid,crafting recipe,boss phase",
    }.items()
}  # fmt: skip

VERBS: tuple[str, ...] = tuple(
    "explain,compare,rewrite,outline,summarise,check,simplify,sketch,plan,criticise,shorten,expand,"
    "translate into plain words,turn into a table,list the risks of,price,date,reorder,proofread,"
    "find gaps in,draft a reply about,prepare a talk on,write a checklist for,estimate,question,"
    "describe,tidy up,turn into bullet points,suggest names for,weigh up,diagnose,schedule,"
    "make a quiz about,write a short story around,work out the cost of,find a kinder wording for,"
    "write instructions for,sum up,argue against,think through".split(",")
)
ADJECTIVES: tuple[str, ...] = tuple(
    "old broken spare weekly late noisy cheap second-hand regional quiet stubborn shared unusual minor "
    "wet seasonal urgent forgotten heavy portable unpaid revised fragile hidden blue northern joint "
    "temporary half-finished disputed faulty annual borrowed local faded leaking double rural steep "
    "narrow modest mixed external retired expired frozen silent tall uneven mobile crowded".split()
)
PEOPLE_WORDS: tuple[str, ...] = tuple(
    "my manager,our landlord,the night team,a supplier,my sister,two volunteers,the new starter,a parent,"
    "the auditor,our treasurer,a neighbour,the course leader,a customer from abroad,the site foreman,"
    "my co-author,the committee,an apprentice,the council,a reporter,my grandfather,the vet,a lodger,"
    "the head of sales,our web designer,the chair,a trainee,the school office,the union rep".split(
        ","
    )
)
LIMITS: tuple[str, ...] = tuple(
    "in under {n2}0 words,as {n2} bullet points,with one example,without jargon,for a twelve-year-old,"
    "in a friendly tone,with sources I can look up,so that it fits one page,as a letter,as a table,"
    "with the sums shown,in British spelling,and keep the dates,but leave out names,in {n2} steps,"
    "with a short title,and say what you are unsure of,without repeating yourself,firmly but politely,"
    "by tomorrow morning,for a poster,in the past tense,with pros and cons,starting with the worst,"
    "as if for radio,for somebody in a hurry,with metric units,and nothing else".split(",")
)
OPENERS: tuple[str, ...] = tuple(
    "|hi |hello, |ok so |Quick one: |please |could you |can you |Hey, |help me |I want you to |"
    "pls |I'd like you to |Would you |I have to |Let's |now |So, |Right, |Morning! |"
    "sorry, another one: |Need this today: |Not sure how to say this, but ".split("|")
)
CLOSERS: tuple[str, ...] = tuple(
    "|||||| Thanks!| thx| Thank you in advance.| It is for {people}.| {people} will read it.|"
    " Deadline is {day}.| We have {n99} of them.| Last time it went wrong in {month}.|"
    " Budget is {money}.| I tried twice already.| {name} asked for it.| It is about {firm}.|"
    " No hurry.| Be honest.| This is for {place}.| Ask me if something is missing.".split("|")
)
FIRST: tuple[str, ...] = tuple(
    "Ada Bruno Celia Dario Edda Farid Greta Hugo Ines Jarek Kaia Leon Mirna Nuno Odile Pavel Rhea "
    "Samir Tilda Ugo Vera Wanda Yusuf Zora Amina Bela Corin Dita Emre Fiona Goran Hilde Imke Joana "
    "Kofi Lucia Malik Nadia Oskar Petra Quinn Rana Stefan Thea Umar Viola Wim Xenia Yara Zeno Rafael "
    "Ngozi Putri Kenji Haruka Minh Linh Arjun Priya Diego Camila Tariq Salma Eitan Noa".split()
)
LAST: tuple[str, ...] = tuple(
    "Abelin Borsk Castan Dorval Eklund Ferrand Gomolka Hartwig Ibarra Jansky Kolbe Lindqvist Marchetti "
    "Nyland Okafor Pereda Quaresma Rostov Sandoval Tamura Ueda Varga Westin Yilmaz Zeller Achterberg "
    "Bianchi Calder Drummond Eskola Fontaine Grigg Haldane Iversen Jimenez Kettle Larsen Mbeki Novak "
    "Osei Prasad Quist Rahman Sorensen Tanaka Usman Vogel Wibowo Xu Yamada Zhang Costa Silva Pratama "
    "Nguyen Tran Kumar Singh Haddad Mansour Cohen Levy Moreau".split()
)
SYLLABLES: tuple[str, ...] = tuple(
    "ba be bri cal cor da del dor el en fa fen gar gal hel ino ja kar kel la lim lor ma mer mi nar nel "
    "nor ol or pa pel pri quo ra ren ri sa sel sol ta tel tor ul va vel ver vi wen xa yo zan zel".split()
)
FIRM_ENDS: tuple[str, ...] = tuple(
    "Ltd,GmbH,Foods,Labs,Partners,Works,Logistics,Studio,Systems,Group,& Sons,Services,Health,"
    "Energy,Media,Trust,Engineering,Supply,Homes,Motors".split(",")
)
MONTHS: tuple[str, ...] = tuple(
    "January February March April May June July August September October November December".split()
)
DAYS: tuple[str, ...] = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
CODE_WORDS: tuple[str, ...] = tuple(
    "order user cart token batch cache event frame index invoice job key ledger line log map message "
    "model node page parse patch path plan pool price queue quota record refund report retry route row "
    "rule sample scan schema score session shard slot sort stage state step store stream sum table task "
    "tax team test thread ticket tile time total trace tree update upload vault vector view vote weight "
    "window worker zone".split()
)
