using System.Collections.Frozen;

namespace Trestle.Rows.Steps.Forms;

/// <summary>
/// The countries of ISO 3166-1 (and Kosovo, which has the user-assigned code XK): two letters, three letters, English name, name in the
/// country's own languages, and other usual names. Names come from the Unicode CLDR (Unicode License v3), as of ICU 72.
/// </summary>
internal static class CountryTable
{
    private const string Entries = """
        AD=AND|Andorra;AE=ARE|United Arab Emirates|الإمارات العربية المتحدة|UAE|Emirates;AF=AFG|Afghanistan|افغانستان;
        AG=ATG|Antigua & Barbuda|Antigua and Barbuda;AI=AIA|Anguilla;AL=ALB|Albania|Shqipëri;AM=ARM|Armenia|Հայաստան;AO=AGO|Angola;
        AQ=ATA|Antarctica;AR=ARG|Argentina;AS=ASM|American Samoa;AT=AUT|Austria|Österreich;AU=AUS|Australia;AW=ABW|Aruba;
        AX=ALA|Åland Islands|Åland;AZ=AZE|Azerbaijan|Азәрбајҹан|Azərbaycan;
        BA=BIH|Bosnia & Herzegovina|Босна и Херцеговина|Bosna i Hercegovina|Bosnia and Herzegovina|Bosnia;BB=BRB|Barbados;
        BD=BGD|Bangladesh|বাংলাদেশ|𑄝𑄁𑄣𑄘𑄬𑄌𑄴;BE=BEL|Belgium|Belgien|Belgique|België;
        BF=BFA|Burkina Faso|𞤄𞤵𞤪𞤳𞤭𞤲𞤢 𞤊𞤢𞤧𞤮𞥅|Burkibaa Faaso;
        BG=BGR|Bulgaria|България;BH=BHR|Bahrain|البحرين;BI=BDI|Burundi|Uburundi;BJ=BEN|Benin|Bɛ̀nɛ̀;
        BL=BLM|St. Barthélemy|Saint-Barthélemy;BM=BMU|Bermuda;BN=BRN|Brunei|Brunei Darussalam;
        BO=BOL|Bolivia|Bolivia, Plurinational State of;
        BQ=BES|Caribbean Netherlands|Caribisch Nederland|Bonaire, Sint Eustatius and Saba;
        BR=BRA|Brazil|Brasil|Mrasir|Brasiu|Brasilien;BS=BHS|Bahamas|The Bahamas|Bahamas, The;BT=BTN|Bhutan|འབྲུག;
        BV=BVT|Bouvet Island;BW=BWA|Botswana;BY=BLR|Belarus|Беларусь;BZ=BLZ|Belize|Belice;CA=CAN|Canada|Kanada;
        CC=CCK|Cocos (Keeling) Islands;
        CD=COD|Congo - Kinshasa|Republíki ya Kongó Demokratíki|Ditunga wa Kongu|Jamhuri ya Kidemokrasia ya Kongo|DR Congo|
        Democratic Republic of the Congo|Democratic Republic of Congo|Congo, Democratic Republic of the|Congo, Dem. Rep.|
        Congo, The Democratic Republic of the|DRC|Zaire;
        CF=CAF|Central African Republic|République centrafricaine|Repibiki ya Afríka ya Káti|Ködörösêse tî Bêafrîka;
        CG=COG|Congo - Brazzaville|Kongo|Congo|Republic of the Congo|Republic of Congo|Congo, Rep.|Congo, Republic of the;
        CH=CHE|Switzerland|Schweiz|Suisse|Schwiiz|Svizzera|Suíça|Svizra|Schwiz;CI=CIV|Côte d’Ivoire|Ivory Coast;CK=COK|Cook Islands;
        CL=CHL|Chile;
        CM=CMR|Cameroon|Kàmàlûŋ|Kàmɛ̀rûn|Cameroun|Kamərún|𞤑𞤢𞤥𞤢𞤪𞤵𞥅𞤲|Kameruun|Kamɛlûn|Kamɛrun|Kamalun|kameruŋ|Kamerun|Kàmalûm|Kemelún;
        CN=CHN|China|རྒྱ་ནག|ꍏꇩ|جۇڭگو|中华人民共和国|中国|PRC|People's Republic of China|Mainland China|PR China;CO=COL|Colombia|Kurũbiya;
        CR=CRI|Costa Rica;CU=CUB|Cuba;CV=CPV|Cape Verde|Kabu Verdi|Cabo Verde;CW=CUW|Curaçao;CX=CXR|Christmas Island;
        CY=CYP|Cyprus|Κύπρος|Kıbrıs;CZ=CZE|Czechia|Česko|Czech Republic;
        DE=DEU|Germany|Deutschland|Nimska|Němska|Doütschland|Federal Republic of Germany|Allemagne|Alemania;
        DJ=DJI|Djibouti|جيبوتي|Jabuuti;DK=DNK|Denmark|Danmark;DM=DMA|Dominica;DO=DOM|Dominican Republic|República Dominicana;
        DZ=DZA|Algeria|الجزائر|Algérie|Lezzayer;EC=ECU|Ecuador;EE=EST|Estonia|Eesti;
        EG=EGY|Egypt|مصر|Egypt, Arab Rep.|Arab Republic of Egypt;EH=ESH|Western Sahara|الصحراء الغربية;ER=ERI|Eritrea|إريتريا|ኤርትራ;
        ES=ESP|Spain|España|Espanya|Espainia|Spanien|Espagne;ET=ETH|Ethiopia|ኢትዮጵያ|Itoophiyaa|Itoobiya;
        FI=FIN|Finland|Suomi|Suopma|Suomâ;FJ=FJI|Fiji;FK=FLK|Falkland Islands|Falkland Islands (Malvinas);
        FM=FSM|Micronesia|Micronesia, Federated States of|Federated States of Micronesia;FO=FRO|Faroe Islands|Føroyar;
        FR=FRA|France|Frañs|França|Frankriich|French Republic|Frankreich|Francia;GA=GAB|Gabon;
        GB=GBR|United Kingdom|Y Deyrnas Unedig|an Ríocht Aontaithe|An Rìoghachd Aonaichte|Rywvaneth Unys|UK|Great Britain|Britain|
        United Kingdom of Great Britain and Northern Ireland|England|Scotland|Wales|Northern Ireland;
        GD=GRD|Grenada;GE=GEO|Georgia|საქართველო|Гуырдзыстон;GF=GUF|French Guiana|Guyane française;GG=GGY|Guernsey;
        GH=GHA|Ghana|Gaana|Ghana nutome|𞤘𞤢𞤲𞤢|Ganaa|Gana;GI=GIB|Gibraltar;GL=GRL|Greenland|Grønland|Kalaallit Nunaat;
        GM=GMB|Gambia|𞤘𞤢𞤥𞤦𞤭𞤴𞤢|Gammbi|The Gambia|Gambia, The;GN=GIN|Guinea|𞤘𞤭𞤲𞤫|Gine|Guinée;GP=GLP|Guadeloupe;
        GQ=GNQ|Equatorial Guinea|Guinea Ecuatorial|Guinée équatoriale|Guiné Equatorial;
        GR=GRC|Greece|Ελλάδα|Hellas|Hellenic Republic;
        GS=SGS|South Georgia & South Sandwich Islands|South Georgia and the South Sandwich Islands|
        South Georgia and South Sandwich Islands;
        GT=GTM|Guatemala;GU=GUM|Guam;GW=GNB|Guinea-Bissau|𞤘𞤭𞤲𞤫-𞤄𞤭𞤧𞤢𞤱𞤮𞥅|Gine-Bisaawo|Guiné-Bissau;GY=GUY|Guyana;
        HK=HKG|Hong Kong SAR China|中華人民共和國香港特別行政區|中国香港特别行政区|中國香港特別行政區|Hong Kong|Hong Kong SAR;
        HM=HMD|Heard & McDonald Islands|Heard Island and McDonald Islands|Heard and McDonald Islands;HN=HND|Honduras;
        HR=HRV|Croatia|Hrvatska;HT=HTI|Haiti;HU=HUN|Hungary|Magyarország;ID=IDN|Indonesia;
        IE=IRL|Ireland|Éire|Republic of Ireland|Ireland, Republic of;IL=ISR|Israel|إسرائيل|ישראל;IM=IMN|Isle of Man|Ellan Vannin;
        IN=IND|India|ভাৰত|भारत|ভারত|རྒྱ་གར་|𑄞𑄢𑄧𑄖𑄴|ભારત|ಭಾರತ|ہِندوستان|हिंदोस्तान|ഇന്ത്യ|ইন্দিয়া|ଭାରତ|ਭਾਰਤ|भारतः|ᱤᱱᱰᱤᱭᱟ|இந்தியா|
        భారతదేశం|بھارت;
        IO=IOT|British Indian Ocean Territory;IQ=IRQ|Iraq|العراق|عێراق;
        IR=IRN|Iran|ئێران|ایران|Iran, Islamic Republic of|Islamic Republic of Iran|Persia;IS=ISL|Iceland|Ísland;
        IT=ITA|Italy|Itàlia|Italien|Italie;JE=JEY|Jersey;JM=JAM|Jamaica;JO=JOR|Jordan|الأردن;JP=JPN|Japan|日本|Japon;
        KE=KEN|Kenya|Emetab Kenya|Keeniyaa|Kenia;KG=KGZ|Kyrgyzstan|Кыргызстан|Киргизия|Kyrgyz Republic;KH=KHM|Cambodia|កម្ពុជា;
        KI=KIR|Kiribati;KM=COM|Comoros|جزر القمر|Comores;KN=KNA|St. Kitts & Nevis|St. Kitts and Nevis|Saint Kitts and Nevis;
        KP=PRK|North Korea|조선민주주의인민공화국|Korea, Democratic People's Republic of|Democratic People's Republic of Korea|DPRK|Korea, North;
        KR=KOR|South Korea|대한민국|Republic of Korea|Korea, Republic of|Korea, South|Korea (the Republic of);KW=KWT|Kuwait|الكويت;
        KY=CYM|Cayman Islands;KZ=KAZ|Kazakhstan|Қазақстан|Казахстан;LA=LAO|Laos|ລາວ|Lao People's Democratic Republic|Lao PDR;
        LB=LBN|Lebanon|لبنان;LC=LCA|St. Lucia|Saint Lucia;LI=LIE|Liechtenstein|Liächteschtäi;LK=LKA|Sri Lanka|ශ්‍රී ලංකාව|இலங்கை;
        LR=LBR|Liberia|𞤂𞤢𞤦𞤭𞤪𞤭𞤴𞤢𞥄|Liberiyaa|Laibhiya|ꕞꔤꔫꕩ;LS=LSO|Lesotho;LT=LTU|Lithuania|Lietuva;
        LU=LUX|Luxembourg|Luxemburg|Lëtzebuerg|Luxemburgo;LV=LVA|Latvia|Latvija;LY=LBY|Libya|ليبيا;
        MA=MAR|Morocco|المغرب|Maroc|lmɣrib|ⵍⵎⵖⵔⵉⴱ|Meṛṛuk;MC=MCO|Monaco;
        MD=MDA|Moldova|Republica Moldova|Молдова|Moldova, Republic of|Republic of Moldova;ME=MNE|Montenegro|Црна Гора|Crna Gora;
        MF=MAF|St. Martin|Saint-Martin|Saint Martin (French part);MG=MDG|Madagascar|Madagasikara;MH=MHL|Marshall Islands;
        MK=MKD|North Macedonia|Северна Македонија|Maqedonia e Veriut|Macedonia|FYROM|Macedonia, FYR|Republic of North Macedonia|
        The former Yugoslav Republic of Macedonia;
        ML=MLI|Mali|Maali;MM=MMR|Myanmar (Burma)|မြန်မာ|Burma|Myanmar;MN=MNG|Mongolia|Монгол;
        MO=MAC|Macao SAR China|Macau, RAE da China|中国澳门特别行政区|中國澳門特別行政區|Macau|Macao|Macao SAR;MP=MNP|Northern Mariana Islands;
        MQ=MTQ|Martinique;MR=MRT|Mauritania|موريتانيا|𞤃𞤮𞤪𞤼𞤢𞤲𞤭𞥅|Muritani|Mauritanie;MS=MSR|Montserrat;MT=MLT|Malta;
        MU=MUS|Mauritius|Maurice|Moris;MV=MDV|Maldives;MW=MWI|Malawi;MX=MEX|Mexico|Méjico;MY=MYS|Malaysia|மலேசியா;
        MZ=MOZ|Mozambique|Umozambiki|Moçambique;NA=NAM|Namibia|Namibië|Namibiab;NC=NCL|New Caledonia|Nouvelle-Calédonie;
        NE=NER|Niger|Nižer|𞤐𞤭𞥅𞤶𞤫𞤪|Nijeer|Nijar;NF=NFK|Norfolk Island;NG=NGA|Nigeria|𞤐𞤢𞤶𞤫𞤪𞤭𞤴𞤢𞥄|Nijeriyaa|Nijeriya|Naịjịrịa;
        NI=NIC|Nicaragua;NL=NLD|Netherlands|Nederlân|Nederland|Holland|The Netherlands|Netherlands, The;
        NO=NOR|Norway|Norge|Noreg|Norga;NP=NPL|Nepal|नेपाल;NR=NRU|Nauru;NU=NIU|Niue;NZ=NZL|New Zealand|Aotearoa;OM=OMN|Oman|عُمان;
        PA=PAN|Panama;PE=PER|Peru;PF=PYF|French Polynesia|Polynésie française;PG=PNG|Papua New Guinea;
        PH=PHL|Philippines|Pilipinas|Filipinas|The Philippines;PK=PAK|Pakistan|پاکستان|پاڪستان;PL=POL|Poland|Polska|Polen;
        PM=SPM|St. Pierre & Miquelon|Saint-Pierre-et-Miquelon|St. Pierre and Miquelon|Saint Pierre and Miquelon;
        PN=PCN|Pitcairn Islands;PR=PRI|Puerto Rico;
        PS=PSE|Palestinian Territories|الأراضي الفلسطينية|Palestine|State of Palestine|Palestine, State of|
        Occupied Palestinian Territory;
        PT=PRT|Portugal;PW=PLW|Palau;PY=PRY|Paraguay;QA=QAT|Qatar|قطر;RE=REU|Réunion|La Réunion;RO=ROU|Romania;
        RS=SRB|Serbia|Србија|Srbija;RU=RUS|Russia|Росси|Раҫҫей|Уӕрӕсе|Россия|Арассыыйа|Russian Federation|The Russian Federation;
        RW=RWA|Rwanda|U Rwanda;SA=SAU|Saudi Arabia|المملكة العربية السعودية|KSA|Kingdom of Saudi Arabia;SB=SLB|Solomon Islands;
        SC=SYC|Seychelles;SD=SDN|Sudan|السودان|The Sudan;SE=SWE|Sweden|Ruoŧŧa|Sverige;SG=SGP|Singapore|Singapura|சிங்கப்பூர்|新加坡;
        SH=SHN|St. Helena|Saint Helena|Saint Helena, Ascension and Tristan da Cunha;SI=SVN|Slovenia|Slovenija;
        SJ=SJM|Svalbard & Jan Mayen|Svalbard og Jan Mayen|Svalbard and Jan Mayen;SK=SVK|Slovakia|Slovensko|Slovak Republic;
        SL=SLE|Sierra Leone|𞤅𞤢𞤪𞤢𞤤𞤮𞤲|Seraa liyon;SM=SMR|San Marino;SN=SEN|Senegal|𞤅𞤫𞤲𞤫𞤺𞤢𞥄𞤤|Senegaal;
        SO=SOM|Somalia|الصومال|Soomaaliya;SR=SUR|Suriname;SS=SSD|South Sudan|جنوب السودان;
        ST=STP|São Tomé & Príncipe|São Tomé e Príncipe|São Tomé and Príncipe;SV=SLV|El Salvador;
        SX=SXM|Sint Maarten|Sint Maarten (Dutch part);SY=SYR|Syria|سوريا|Syrie|Syrian Arab Republic;SZ=SWZ|Eswatini|Swaziland;
        TC=TCA|Turks & Caicos Islands|Turks and Caicos Islands;TD=TCD|Chad|تشاد|Tchad;TF=ATF|French Southern Territories;
        TG=TGO|Togo|Togo nutome;TH=THA|Thailand|ไทย;TJ=TJK|Tajikistan|Тоҷикистон;TK=TKL|Tokelau;TL=TLS|Timor-Leste|East Timor;
        TM=TKM|Turkmenistan;TN=TUN|Tunisia|تونس|Tunisie;TO=TON|Tonga;TR=TUR|Turkey|Tirkiye|Türkiye;
        TT=TTO|Trinidad & Tobago|Trinidad and Tobago;TV=TUV|Tuvalu;TW=TWN|Taiwan|台灣|Taiwan, Province of China|Chinese Taipei;
        TZ=TZA|Tanzania|Tadhania|Hutanzania|Taansanía|Tansania|Tansaniya|Tanzania, United Republic of|United Republic of Tanzania;
        UA=UKR|Ukraine|Украина|Україна|The Ukraine;UG=UGA|Uganda|Yuganda;
        UM=UMI|U.S. Outlying Islands|United States Minor Outlying Islands;
        US=USA|United States|ᏌᏊ ᎢᏳᎾᎵᏍᏔᏅ ᏍᎦᏚᎩ|Estados Unidos|ʻAmelika Hui Pū ʻIa|Mílahaŋska Tȟamákȟočhe|United States of America|
        America|États-Unis|Vereinigte Staaten;
        UY=URY|Uruguay;UZ=UZB|Uzbekistan|Ўзбекистон|Oʻzbekiston;
        VA=VAT|Vatican City|Città del Vaticano|Vatican|Holy See|Holy See (Vatican City State)|Vatican City State;
        VC=VCT|St. Vincent & Grenadines|St Vincent & the Grenadines|St. Vincent and Grenadines|St Vincent and the Grenadines|
        Saint Vincent and the Grenadines;
        VE=VEN|Venezuela|Wenesuera|Venezuela, Bolivarian Republic of;VG=VGB|British Virgin Islands|Virgin Islands, British;
        VI=VIR|U.S. Virgin Islands|Virgin Islands, U.S.;VN=VNM|Vietnam;VU=VUT|Vanuatu;
        WF=WLF|Wallis & Futuna|Wallis-et-Futuna|Wallis and Futuna;WS=WSM|Samoa;XK=XKK|Kosovo|Kosovë|Косово;
        YE=YEM|Yemen|اليمن|Yemen, Rep.|Republic of Yemen;YT=MYT|Mayotte;
        ZA=ZAF|South Africa|Suid-Afrika|EMzantsi Afrika|iNingizimu Afrika;ZM=ZMB|Zambia;ZW=ZWE|Zimbabwe;
        """;

    private static readonly FrozenDictionary<string, string> Table = Words.Table(Entries);

    /// <summary>The two-letter code of a country by code or name; null when there is none.</summary>
    public static string? Find(string text) => Table.GetValueOrDefault(Words.Key(text));
}
