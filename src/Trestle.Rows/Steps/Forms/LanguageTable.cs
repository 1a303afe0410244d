using System.Collections.Frozen;

namespace Trestle.Rows.Steps.Forms;

/// <summary>
/// The languages of ISO 639-1: two letters, the three letters of ISO 639-2 (both sets), English and own name. Names come from the Unicode
/// CLDR (Unicode License v3), as of ICU 72.
/// </summary>
internal static class LanguageTable
{
    private const string Entries = """
        aa=aar|Afar;ab=abk|Abkhazian;ae=ave|Avestan;af=afr|Afrikaans;ak=aka|Akan;am=amh|Amharic|አማርኛ;an=arg|Aragonese;
        ar=ara|Arabic|العربية;as=asm|Assamese|অসমীয়া;av=ava|Avaric;ay=aym|Aymara;az=aze|Azerbaijani|azərbaycan;ba=bak|Bashkir;
        be=bel|Belarusian|беларуская;bg=bul|Bulgarian|български;bi=bis|Bislama;bm=bam|Bambara|bamanakan;bn=ben|Bangla|বাংলা;
        bo=bod|Tibetan|བོད་སྐད་|tib;br=bre|Breton|brezhoneg;bs=bos|Bosnian|bosanski;ca=cat|Catalan|català;ce=che|Chechen|нохчийн;
        ch=cha|Chamorro;co=cos|Corsican;cr=cre|Cree;cs=ces|Czech|čeština|cze;cu=chu|Church Slavic;cv=chv|Chuvash|чӑваш;
        cy=cym|Welsh|Cymraeg|wel;da=dan|Danish|dansk;de=deu|German|Deutsch|ger;dv=div|Divehi;dz=dzo|Dzongkha|རྫོང་ཁ;ee=ewe|Eʋegbe;
        el=ell|Greek|Ελληνικά|gre|Modern Greek;en=eng|English;eo=epo|Esperanto;es=spa|Spanish|español|Castilian|Castellano;
        et=est|Estonian|eesti;eu=eus|Basque|euskara|baq;fa=fas|Persian|فارسی|per|Farsi;ff=ful|Fula|Pulaar;fi=fin|Finnish|suomi;
        fj=fij|Fijian;fo=fao|Faroese|føroyskt;fr=fra|French|français|fre;fy=fry|Western Frisian|Frysk;ga=gle|Irish|Gaeilge;
        gd=gla|Scottish Gaelic|Gàidhlig;gl=glg|Galician|galego;gn=grn|Guarani;gu=guj|Gujarati|ગુજરાતી;gv=glv|Manx|Gaelg;
        ha=hau|Hausa;he=heb|Hebrew|עברית|iw;hi=hin|Hindi|हिन्दी;ho=hmo|Hiri Motu;hr=hrv|Croatian|hrvatski;
        ht=hat|Haitian|Haitian Creole;hu=hun|Hungarian|magyar;hy=hye|Armenian|հայերեն|arm;hz=her|Herero;ia=ina|Interlingua;
        id=ind|Indonesian|Indonesia|in;ie=ile|Interlingue;ig=ibo|Igbo;ii=iii|Sichuan Yi|ꆈꌠꉙ;ik=ipk|Inupiaq;io=ido;
        is=isl|Icelandic|íslenska|ice;it=ita|Italian|italiano;iu=iku|Inuktitut;ja=jpn|Japanese|日本語;jv=jav|Javanese|Jawa;
        ka=kat|Georgian|ქართული|geo;kg=kon|Kongo;ki=kik|Kikuyu|Gikuyu;kj=kua|Kuanyama;kk=kaz|Kazakh|қазақ тілі;kl=kal|Kalaallisut;
        km=khm|Khmer|ខ្មែរ;kn=kan|Kannada|ಕನ್ನಡ;ko=kor|Korean|한국어;kr=kau|Kanuri;ks=kas|Kashmiri|کٲشُر;ku=kur|Kurdish|kurdî;
        kv=kom|Komi;kw=cor|Cornish|kernewek;ky=kir|Kyrgyz|кыргызча|Kirghiz;la=lat|Latin;lb=ltz|Luxembourgish|Lëtzebuergesch;
        lg=lug|Ganda|Luganda;li=lim|Limburgish;ln=lin|Lingala;lo=lao|ລາວ;lt=lit|Lithuanian|lietuvių;lu=lub|Luba-Katanga|Tshiluba;
        lv=lav|Latvian|latviešu;mg=mlg|Malagasy;mh=mah|Marshallese;mi=mri|Māori|mao;mk=mkd|Macedonian|македонски|mac;
        ml=mal|Malayalam|മലയാളം;mn=mon|Mongolian|монгол;mr=mar|Marathi|मराठी;ms=msa|Malay|Melayu|may;mt=mlt|Maltese|Malti;
        my=mya|Burmese|မြန်မာ|bur|Myanmar;na=nau|Nauru;nb=nob|Norwegian Bokmål|norsk bokmål;nd=nde|North Ndebele|isiNdebele;
        ne=nep|Nepali|नेपाली;ng=ndo|Ndonga;nl=nld|Dutch|Nederlands|dut|Flemish;nn=nno|Norwegian Nynorsk|norsk nynorsk;
        no=nor|Norwegian|norsk;nr=nbl|South Ndebele;nv=nav|Navajo;ny=nya|Chichewa;oc=oci|Occitan;oj=oji|Ojibwa;om=orm|Oromo|Oromoo;
        or=ori|Odia|ଓଡ଼ିଆ|Oriya;os=oss|Ossetic|ирон;pa=pan|Punjabi|ਪੰਜਾਬੀ|Panjabi;pi=pli|Pali;pl=pol|Polish|polski;
        ps=pus|Pashto|پښتو|Pushto;pt=por|Portuguese|português;qu=que|Quechua|Runasimi;rm=roh|Romansh|rumantsch;
        rn=run|Rundi|Ikirundi;ro=ron|Romanian|română|rum|Moldavian|Moldovan;ru=rus|Russian|русский;rw=kin|Kinyarwanda;
        sa=san|Sanskrit|संस्कृत भाषा;sc=srd|Sardinian|sardu;sd=snd|Sindhi|سنڌي;se=sme|Northern Sami|davvisámegiella;sg=sag|Sango;
        si=sin|Sinhala|සිංහල|Sinhalese;sk=slk|Slovak|slovenčina|slo;sl=slv|Slovenian|slovenščina;sm=smo|Samoan;
        sn=sna|Shona|chiShona;so=som|Somali|Soomaali;sq=sqi|Albanian|shqip|alb;sr=srp|Serbian|српски;ss=ssw|Swati;
        st=sot|Southern Sotho;su=sun|Sundanese|Basa Sunda;sv=swe|Swedish|svenska;sw=swa|Swahili|Kiswahili;ta=tam|Tamil|தமிழ்;
        te=tel|Telugu|తెలుగు;tg=tgk|Tajik|тоҷикӣ;th=tha|Thai|ไทย;ti=tir|Tigrinya|ትግርኛ;tk=tuk|Turkmen|türkmen dili;
        tl=tgl|Tagalog|Filipino;tn=tsn|Tswana;to=ton|Tongan|lea fakatonga;tr=tur|Turkish|Türkçe;ts=tso|Tsonga;tt=tat|Tatar|татар;
        tw=twi;ty=tah|Tahitian;ug=uig|Uyghur|ئۇيغۇرچە|Uighur;uk=ukr|Ukrainian|українська;ur=urd|Urdu|اردو;uz=uzb|Uzbek|o‘zbek;
        ve=ven|Venda;vi=vie|Vietnamese|Tiếng Việt;vo=vol|Volapük;wa=wln|Walloon;wo=wol|Wolof;xh=xho|Xhosa|IsiXhosa;
        yi=yid|Yiddish|ייִדיש|ji;yo=yor|Yoruba|Èdè Yorùbá;za=zha|Zhuang;
        zh=zho|Chinese|中文|chi|Mandarin|Mandarin Chinese|Simplified Chinese|Traditional Chinese;zu=zul|Zulu|isiZulu;
        """;

    private static readonly FrozenDictionary<string, string> Table = Words.Table(Entries);

    /// <summary>The two-letter code of a language by code, name, or tag of a locale ("de-AT"); null when there is none.</summary>
    public static string? Find(string text)
    {
        if (Table.TryGetValue(Words.Key(text), out var code))
        {
            return code;
        }

        var tag = text.Trim();
        var end = tag.AsSpan().IndexOfAny('-', '_');
        return end is 2 or 3 && IsTag(tag) ? Table.GetValueOrDefault(Words.Key(tag[..end])) : null;
    }

    /// <summary>Whether a text is made of the parts of a tag (BCP 47): up to eight letters or digits, between hyphens.</summary>
    private static bool IsTag(string text) => text.Length <= 35
        && text.Split('-', '_').All(part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
}
