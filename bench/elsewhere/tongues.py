"""Rules in six more languages: requests, follow-ups, sentences. Small, but combined freely.

The words are given with their articles, so that the frames need no declension.
"""

from bench.elsewhere.grammar import Grammar

GERMAN = Grammar(
    {
        "w": "den Mietvertrag,die Heizung,den Dienstplan,das Angebot,die Rechnung,den Lieferschein,die Bewerbung,den Stundenplan,das Protokoll,die Steuererklärung,den Gartenzaun,die Wärmepumpe,den Vereinsraum,das Rezept,die Versicherung,den Bremssattel,die Abrechnung,den Elternbrief,das Gutachten,die Mahnung,den Versuch,die Messreihe".split(
            ","
        ),
        "a": "kurz,höflich,in einfachen Worten,als Tabelle,in {n2} Stichpunkten,ohne Fachwörter,für {wer},bis {date},mit einem Beispiel,auf einer Seite,sachlich,etwas frecher".split(
            ","
        ),
        "wer": "meine Chefin,den Vermieter,die Nachtschicht,unseren Lieferanten,{name},den Vorstand,eine Schülerin,die Kasse,das Amt in {place}".split(
            ","
        ),
        "v": "prüfe,erkläre mir,fasse zusammen:,formuliere neu:,vergleiche,kürze,gliedere,plane,übersetze ins Englische:,berechne,begründe,korrigiere".split(
            ","
        ),
        "note": [
            "Die Firma {firm} verlangt {money}.",
            "Seit {date} geht nichts mehr.",
            "Letztes Jahr waren es {pct}.",
            "{name} ist anderer Meinung.",
            "Gemessen habe ich {dec} und {dec}.",
            "In {place} ist das anders geregelt.",
            "Wir haben {n99} Stück davon.",
            "Um {time} muss es fertig sein.",
        ],
        "request": [
            "{v} {w} {a}. {note}",
            "{note} {v} {w}",
            "Hallo, kannst du {w} {a} prüfen? {note}",
            "Wie lange darf man {w} aufheben? {note}",
            "{note} {note} Was heißt das für {w}?",
            "Brauche {w} {a}, {note}",
            "Ist {money} für {w} zu viel? {note}",
        ],
        "follow": [
            "kürzer, und ohne {w}, {note}",
            "und für {wer}? {note}",
            "nein, {note} {note}",
            "Bitte {a}. {note}",
            "warum {dec} und nicht {dec}?",
            "{v} auch {w}, denn {note}",
            "Absatz {n2} gefällt mir nicht, {note}",
        ],
        "sentence": [
            "Am {date} hat {wer} {w} an {firm} übergeben.",
            "{note} Darum wurde {w} erst um {time} geprüft.",
            "Für {w} sind {money} vorgesehen, davon {pct} für {place}.",
            "{name} hält {w} für überflüssig.",
            "Nach Angaben von {firm} stieg der Wert von {dec} auf {dec}.",
            "Wer {w} sucht, fragt {name}, Durchwahl {n9999}.",
        ],
    }
)
SPANISH = Grammar(
    {
        "w": "el contrato,la factura,el horario,la caldera,el informe,la receta,el pedido,la reforma,el examen,la mudanza,el seguro,la reunión,el presupuesto,la huerta,el ensayo,la multa,el taller,la beca,el almacén,la encuesta,el motor,la piscina".split(
            ","
        ),
        "a": "en pocas líneas,con un ejemplo,sin tecnicismos,en forma de tabla,para {wer},antes del {n2},con tono amable,en {n2} pasos,como si fuera una carta,con las cuentas a la vista".split(
            ","
        ),
        "wer": "mi jefa,el casero,los vecinos,{name},la directora,un cliente de {place},mi abuela,el ayuntamiento,la becaria".split(
            ","
        ),
        "v": "explícame,resume,revisa,compara,corrige,reescribe,ordena,calcula,traduce al inglés,prepara".split(
            ","
        ),
        "note": [
            "La empresa {firm} pide {money}.",
            "Lo vi a las {time}.",
            "El año pasado fue {pct}.",
            "{name} no está de acuerdo.",
            "Me sale {dec}, no {dec}.",
            "En {place} es distinto.",
            "Somos {n99} personas.",
            "Hay que entregarlo el {n2} por la tarde.",
        ],
        "request": [
            "{v} {w} {a}. {note}",
            "{note} {v} {w}, por favor",
            "Hola, ¿qué hago con {w}? {note}",
            "¿Cuánto dura {w} en {place}? {note}",
            "{note} {note} ¿Cómo afecta a {w}?",
            "necesito {w} {a}, {note}",
            "¿{money} por {w} es caro? {note}",
        ],
        "follow": [
            "más corto, sin {w}: {note}",
            "¿y para {wer}? {note}",
            "no, {note} {note}",
            "hazlo {a}, {note}",
            "¿por qué {dec} y no {dec}?",
            "{v} también {w}, {note}",
            "el punto {n2} no me convence: {note}",
        ],
        "sentence": [
            "{wer} entregó {w} a {firm} a las {time}.",
            "{note} Por eso {w} quedó para más tarde.",
            "Para {w} hay {money}, de los que {pct} van a {place}.",
            "{name} cree que {w} sobra.",
            "Según {firm}, el valor pasó de {dec} a {dec}.",
            "Quien busque {w} que llame a {name}, extensión {n9999}.",
        ],
    }
)
PORTUGUESE = Grammar(
    {
        "w": "o contrato,a nota fiscal,o cardápio,a escala,o relatório,a reforma,o boleto,a prova,o estoque,a viagem,o seguro,a ata,o orçamento,a horta,o artigo,a multa,o site,a bolsa,o depósito,a pesquisa,o motor,a festa".split(
            ","
        ),
        "a": "em poucas linhas,com exemplo,sem termos técnicos,em tabela,para {wer},até sexta,num tom leve,em {n2} passos,como e-mail,com as contas".split(
            ","
        ),
        "wer": "minha chefe,o síndico,os vizinhos,{name},a diretora,um cliente de {place},meu avô,a prefeitura,o estagiário".split(
            ","
        ),
        "v": "explica,resume,revisa,compara,corrige,reescreve,organiza,calcula,traduz para o inglês,monta".split(
            ","
        ),
        "note": [
            "A {firm} cobrou {money}.",
            "Aconteceu às {time}.",
            "Ano passado deu {pct}.",
            "{name} discorda.",
            "Medi {dec} e depois {dec}.",
            "Em {place} não é assim.",
            "Somos {n99} pessoas.",
            "Preciso disso dia {n2}.",
        ],
        "request": [
            "{v} {w} {a}. {note}",
            "{note} {v} {w} por favor",
            "oi, o que faço com {w}? {note}",
            "Quanto tempo dura {w} em {place}? {note}",
            "{note} {note} O que muda para {w}?",
            "preciso d{w} {a}, {note}",
            "{money} por {w} é caro? {note}",
        ],
        "follow": [
            "menor, sem {w}: {note}",
            "e para {wer}? {note}",
            "não, {note} {note}",
            "faz {a}, {note}",
            "por que {dec} e não {dec}?",
            "{v} também {w}, {note}",
            "item {n2} ficou ruim: {note}",
        ],
        "sentence": [
            "{wer} entregou {w} à {firm} às {time}.",
            "{note} Por isso {w} ficou para depois.",
            "Para {w} há {money}, sendo {pct} para {place}.",
            "{name} acha {w} dispensável.",
            "Segundo a {firm}, o valor foi de {dec} para {dec}.",
            "Quem procura {w} fala com {name}, ramal {n9999}.",
        ],
    }
)
FRENCH = Grammar(
    {
        "w": "le bail,la facture,le planning,la chaudière,le rapport,la recette,la commande,le devis,l'examen,le déménagement,l'assurance,la réunion,le potager,l'essai,l'amende,l'atelier,la bourse,le stock,le sondage,le moteur,la piscine,la subvention".split(
            ","
        ),
        "a": "en quelques lignes,avec un exemple,sans jargon,sous forme de tableau,pour {wer},avant {time},d'un ton aimable,en {n2} étapes,comme une lettre,en montrant les calculs".split(
            ","
        ),
        "wer": "ma cheffe,le propriétaire,les voisins,{name},la directrice,un client de {place},ma grand-mère,la mairie,le stagiaire".split(
            ","
        ),
        "v": "explique-moi,résume,relis,compare,corrige,reformule,classe,calcule,traduis en anglais,prépare".split(
            ","
        ),
        "note": [
            "{firm} demande {money}.",
            "C'était à {time}.",
            "L'an dernier on avait {pct}.",
            "{name} n'est pas d'accord.",
            "Je trouve {dec}, pas {dec}.",
            "À {place} c'est différent.",
            "Nous sommes {n99}.",
            "C'est pour le {n2} du mois.",
        ],
        "request": [
            "{v} {w} {a}. {note}",
            "{note} {v} {w} stp",
            "Bonjour, que faire avec {w} ? {note}",
            "Combien de temps dure {w} à {place} ? {note}",
            "{note} {note} Quel effet sur {w} ?",
            "il me faut {w} {a}, {note}",
            "{money} pour {w}, c'est cher ? {note}",
        ],
        "follow": [
            "plus court, sans {w} : {note}",
            "et pour {wer} ? {note}",
            "non, {note} {note}",
            "fais-le {a}, {note}",
            "pourquoi {dec} et pas {dec} ?",
            "{v} aussi {w}, {note}",
            "le point {n2} ne va pas : {note}",
        ],
        "sentence": [
            "{wer} a remis {w} à {firm} à {time}.",
            "{note} Voilà pourquoi {w} attendra.",
            "Pour {w} il reste {money}, dont {pct} pour {place}.",
            "{name} juge {w} inutile.",
            "Selon {firm}, la valeur est passée de {dec} à {dec}.",
            "Pour {w}, appeler {name}, poste {n9999}.",
        ],
    }
)
INDONESIAN = Grammar(
    {
        "w": "laporan keuangan,surat lamaran,jadwal piket,resep rendang,kontrak sewa,data panen,soal ujian,naskah pidato,rencana liburan,mesin pompa,tagihan listrik,proposal kegiatan,brosur klinik,skripsi bab dua,stok gudang,aplikasi kasir,kolam lele,kartu anggota,notulen rapat,denah rumah,motor bekas,kelas daring,sawah irigasi,toko kelontong,pajak kendaraan,lomba desa".split(
            ","
        ),
        "a": "dengan singkat,pakai contoh,dalam bentuk tabel,dengan bahasa sopan,untuk {wer},dalam {n2} langkah,tanpa istilah asing,sebelum jam {time},sebagai surat resmi,lengkap dengan hitungan".split(
            ","
        ),
        "wer": "bos saya,ibu kos,pak lurah,{name},kepala sekolah,pelanggan dari {place},adik saya,kantor pajak,anak magang,tetangga".split(
            ","
        ),
        "v": "jelaskan,ringkas,periksa,bandingkan,perbaiki,tulis ulang,susun,hitung,terjemahkan ke bahasa Inggris,siapkan,kritik,uraikan".split(
            ","
        ),
        "note": [
            "{firm} minta bayar {money}.",
            "Kejadiannya jam {time}.",
            "Tahun lalu {pct}.",
            "{name} tidak setuju.",
            "Hasil ukur saya {dec} lalu {dec}.",
            "Di {place} aturannya beda.",
            "Pesertanya {n99} orang.",
            "Harus selesai tanggal {n2}.",
            "Harga di {place} naik {pct} sejak bulan lalu.",
            "Saya sudah coba {n2} kali.",
        ],
        "request": [
            "{v} {w} {a}. {note}",
            "{note} {v} {w} ya",
            "halo, bagaimana dengan {w}? {note}",
            "Berapa lama {w} bisa bertahan di {place}? {note}",
            "{note} {note} Apa pengaruhnya ke {w}?",
            "tolong {v} {w} {a}, {note}",
            "{money} untuk {w} kemahalan tidak? {note}",
        ],
        "follow": [
            "lebih pendek, tanpa {w}. {note}",
            "kalau untuk {wer}? {note}",
            "bukan, {note} {note}",
            "buat {a}, {note}",
            "kenapa {dec}, bukan {dec}?",
            "{v} juga {w}, {note}",
            "poin {n2} kurang pas: {note}",
        ],
        "sentence": [
            "Jam {time} {wer} menyerahkan {w} kepada {firm}.",
            "{note} Karena itu {w} ditunda.",
            "Untuk {w} tersedia {money}, {pct} di antaranya buat {place}.",
            "{name} menganggap {w} tidak perlu.",
            "Menurut {firm}, nilainya berubah dari {dec} ke {dec}.",
            "Yang mencari {w} hubungi {name}, nomor {n9999}.",
        ],
    }
)
JAPANESE = Grammar({
    "w": "賃貸契約,請求書,勤務表,給湯器,報告書,献立,注文書,見積もり,期末試験,引っ越し,保険,会議の資料,家庭菜園,論文の要旨,罰金の通知,奨学金,在庫表,アンケート,エンジン,町内会のお知らせ,検査結果,旅行の計画".split(","),
    "a": "短く,例をつけて,専門用語なしで,表にして,{wer}向けに,{time}までに,丁寧な口調で,{n2}段階で,手紙の形で,計算も見せて".split(","),
    "wer": "上司,大家さん,近所の人,{name}さん,校長先生,{place}のお客様,祖母,市役所,新人".split(","),
    "v": "説明して,要約して,確認して,比較して,直して,書き直して,整理して,計算して,英語に訳して,準備して".split(","),
    "note": ["{firm}から{money}請求されました。", "{time}に起きました。", "去年は{pct}でした。", "{name}さんは反対です。", "測ると{dec}、次は{dec}でした。", "{place}では違います。", "参加者は{n99}人です。", "{n2}日までに必要です。"],
    "request": ["{w}を{a}{v}。{note}", "{note}{w}を{v}ください", "こんにちは、{w}はどうすればいいですか。{note}", "{place}で{w}はどのくらい持ちますか。{note}", "{note}{note}{w}にどう影響しますか", "{w}が{a}ほしいです。{note}", "{w}に{money}は高いですか。{note}"],
    "follow": ["もっと短く、{w}は抜いて。{note}", "{wer}向けだと?{note}", "いいえ、{note}{note}", "{a}お願い。{note}", "なぜ{dec}で、{dec}ではないの?", "{w}も{v}、{note}", "{n2}番目が変です。{note}"],
    "sentence": ["{time}に{wer}が{w}を{firm}へ渡した。", "{note}そのため{w}は延期となった。", "{w}には{money}があり、うち{pct}が{place}向けである。", "{name}さんは{w}を不要と考えている。", "{firm}によれば値は{dec}から{dec}になった。", "{w}については{name}さん(内線{n9999})まで。"],
})  # fmt: skip

TONGUES = {
    "de": GERMAN, "es": SPANISH, "pt": PORTUGUESE, "fr": FRENCH, "id": INDONESIAN, "ja": JAPANESE,
}  # fmt: skip
