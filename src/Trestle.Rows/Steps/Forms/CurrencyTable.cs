using System.Collections.Frozen;

namespace Trestle.Rows.Steps.Forms;

/// <summary>
/// The currencies of ISO 4217: code, English name, and signs and words of one currency alone. Names come from the Unicode CLDR (Unicode
/// License v3), as of ICU 72. Some codes that were withdrawn in the last years are known, too; those of metals, funds and tests are not.
/// </summary>
internal static class CurrencyTable
{
    private const string Entries = """
        AED=United Arab Emirates Dirham|United Arab Emirates Dirhams|UAE Dirham;AFN=Afghan Afghani|Afghan Afghanis;
        ALL=Albanian Lek|Albanian Leks;AMD=Armenian Dram|Armenian Drams;
        ANG=Netherlands Antillean Guilder|Netherlands Antillean Guilders;AOA=Angolan Kwanza|Angolan Kwanzas;
        ARS=Argentine Peso|Argentine Pesos;AUD=Australian Dollar|Australian Dollars|A$|AU$;AWG=Aruban Florin|Aruban Florins;
        AZN=Azerbaijani Manat|Azerbaijani Manats;BAM=Bosnia-Herzegovina Convertible Mark|Bosnia-Herzegovina Convertible Marks;
        BBD=Barbadian Dollar|Barbadian Dollars;BDT=Bangladeshi Taka|Bangladeshi Takas|৳|Taka;BGN=Bulgarian Lev|Bulgarian Levs;
        BHD=Bahraini Dinar|Bahraini Dinars;BIF=Burundian Franc|Burundian Francs;BMD=Bermudan Dollar|Bermudan Dollars;
        BND=Brunei Dollar|Brunei Dollars;BOB=Bolivian Boliviano|Bolivian Bolivianos;BRL=Brazilian Real|Brazilian Reals|R$|Real;
        BSD=Bahamian Dollar|Bahamian Dollars;BTN=Bhutanese Ngultrum|Bhutanese Ngultrums|Ngultrum;BWP=Botswanan Pula|Botswanan Pulas;
        BYN=Belarusian Ruble|Belarusian Rubles;BZD=Belize Dollar|Belize Dollars;CAD=Canadian Dollar|Canadian Dollars|C$|CA$;
        CDF=Congolese Franc|Congolese Francs;CHF=Swiss Franc|Swiss Francs|SFr|Schweizer Franken;
        CLF=Unidad de Fomento|Unidad de Fomentos;CLP=Chilean Peso|Chilean Pesos;
        CNY=Chinese Yuan|Chinese Yuans|RMB|Renminbi|Yuan|Chinese Yuan Renminbi|CNH;COP=Colombian Peso|Colombian Pesos;
        CRC=Costa Rican Colón|Costa Rican Colóns;CUC=Cuban Convertible Peso|Cuban Convertible Pesos;CUP=Cuban Peso|Cuban Pesos;
        CVE=Cape Verdean Escudo|Cape Verdean Escudos;CZK=Czech Koruna|Czech Korunas|Kč|Koruna;
        DJF=Djiboutian Franc|Djiboutian Francs;DKK=Danish Krone|Danish Krones|Dansk krone;DOP=Dominican Peso|Dominican Pesos;
        DZD=Algerian Dinar|Algerian Dinars;EGP=Egyptian Pound|Egyptian Pounds;ERN=Eritrean Nakfa|Eritrean Nakfas;
        ETB=Ethiopian Birr|Ethiopian Birrs;EUR=Euro|Euros|€;FJD=Fijian Dollar|Fijian Dollars;
        FKP=Falkland Islands Pound|Falkland Islands Pounds;
        GBP=British Pound|British Pounds|£|Pound Sterling|Sterling|UK Pound|Pounds Sterling;GEL=Georgian Lari|Georgian Laris|₾|Lari;
        GHS=Ghanaian Cedi|Ghanaian Cedis;GIP=Gibraltar Pound|Gibraltar Pounds;GMD=Gambian Dalasi|Gambian Dalasis;
        GNF=Guinean Franc|Guinean Francs;GTQ=Guatemalan Quetzal|Guatemalan Quetzals;GYD=Guyanaese Dollar|Guyanaese Dollars;
        HKD=Hong Kong Dollar|Hong Kong Dollars|HK$;HNL=Honduran Lempira|Honduran Lempiras;HRK=Croatian Kuna|Croatian Kunas;
        HTG=Haitian Gourde|Haitian Gourdes;HUF=Hungarian Forint|Hungarian Forints|Forint|Ft;
        IDR=Indonesian Rupiah|Indonesian Rupiahs|Rupiah;ILS=Israeli New Shekel|Israeli New Shekels|₪|Shekel|Israeli Shekel|NIS;
        INR=Indian Rupee|Indian Rupees|₹|Rupee India;IQD=Iraqi Dinar|Iraqi Dinars;IRR=Iranian Rial|Iranian Rials;
        ISK=Icelandic Króna|Icelandic Krónas;JMD=Jamaican Dollar|Jamaican Dollars;JOD=Jordanian Dinar|Jordanian Dinars;
        JPY=Japanese Yen|Japanese Yens|Yen|円;KES=Kenyan Shilling|Kenyan Shillings;KGS=Kyrgystani Som|Kyrgystani Soms;
        KHR=Cambodian Riel|Cambodian Riels;KMF=Comorian Franc|Comorian Francs;KPW=North Korean Won|North Korean Wons;
        KRW=South Korean Won|South Korean Wons|₩;KWD=Kuwaiti Dinar|Kuwaiti Dinars;KYD=Cayman Islands Dollar|Cayman Islands Dollars;
        KZT=Kazakhstani Tenge|Kazakhstani Tenges|₸|Tenge;LAK=Laotian Kip|Laotian Kips;LBP=Lebanese Pound|Lebanese Pounds;
        LKR=Sri Lankan Rupee|Sri Lankan Rupees;LRD=Liberian Dollar|Liberian Dollars;LSL=Lesotho Loti|Lesotho Lotis;
        LYD=Libyan Dinar|Libyan Dinars;MAD=Moroccan Dirham|Moroccan Dirhams;MDL=Moldovan Leu|Moldovan Leus;
        MGA=Malagasy Ariary|Malagasy Ariarys;MKD=Macedonian Denar|Macedonian Denars;MMK=Myanmar Kyat|Myanmar Kyats;
        MNT=Mongolian Tugrik|Mongolian Tugriks;MOP=Macanese Pataca|Macanese Patacas;MRU=Mauritanian Ouguiya|Mauritanian Ouguiyas;
        MUR=Mauritian Rupee|Mauritian Rupees;MVR=Maldivian Rufiyaa|Maldivian Rufiyaas;MWK=Malawian Kwacha|Malawian Kwachas;
        MXN=Mexican Peso|Mexican Pesos|MX$;MYR=Malaysian Ringgit|Malaysian Ringgits|Ringgit|RM;
        MZN=Mozambican Metical|Mozambican Meticals;NAD=Namibian Dollar|Namibian Dollars;NGN=Nigerian Naira|Nigerian Nairas|₦|Naira;
        NIO=Nicaraguan Córdoba|Nicaraguan Córdobas;NOK=Norwegian Krone|Norwegian Krones|Norsk krone;
        NPR=Nepalese Rupee|Nepalese Rupees;NZD=New Zealand Dollar|New Zealand Dollars|NZ$;OMR=Omani Rial|Omani Rials;
        PAB=Panamanian Balboa|Panamanian Balboas;PEN=Peruvian Sol|Peruvian Sols;PGK=Papua New Guinean Kina|Papua New Guinean Kinas;
        PHP=Philippine Peso|Philippine Pesos|₱;PKR=Pakistani Rupee|Pakistani Rupees;PLN=Polish Zloty|Polish Zlotys|Zloty|zł;
        PYG=Paraguayan Guarani|Paraguayan Guaranis;QAR=Qatari Riyal|Qatari Riyals;RON=Romanian Leu|Romanian Leus;
        RSD=Serbian Dinar|Serbian Dinars;RUB=Russian Ruble|Russian Rubles|₽|Rouble|Russian Rouble|RUR;
        RWF=Rwandan Franc|Rwandan Francs;SAR=Saudi Riyal|Saudi Riyals;SBD=Solomon Islands Dollar|Solomon Islands Dollars;
        SCR=Seychellois Rupee|Seychellois Rupees;SDG=Sudanese Pound|Sudanese Pounds;SEK=Swedish Krona|Swedish Kronas|Svensk krona;
        SGD=Singapore Dollar|Singapore Dollars|S$|SG$;SHP=St. Helena Pound|St. Helena Pounds;
        SLE=Sierra Leonean Leone|Sierra Leonean Leones;SLL=Old Leone;SOS=Somali Shilling|Somali Shillings;
        SRD=Surinamese Dollar|Surinamese Dollars;SSP=South Sudanese Pound|South Sudanese Pounds;
        STN=São Tomé & Príncipe Dobra|São Tomé & Príncipe Dobras|São Tomé and Príncipe Dobra|São Tomé and Príncipe Dobras;
        SVC=Salvadoran Colón|Salvadoran Colóns;SYP=Syrian Pound|Syrian Pounds;SZL=Swazi Lilangeni|Swazi Lilangenis;
        THB=Thai Baht|Thai Bahts|฿|Baht;TJS=Tajikistani Somoni|Tajikistani Somonis;TMT=Turkmenistani Manat|Turkmenistani Manats;
        TND=Tunisian Dinar|Tunisian Dinars;TOP=Tongan Paʻanga|Tongan Paʻangas;TRY=Turkish Lira|Turkish Liras|₺;
        TTD=Trinidad & Tobago Dollar|Trinidad & Tobago Dollars|Trinidad and Tobago Dollar|Trinidad and Tobago Dollars;
        TWD=New Taiwan Dollar|New Taiwan Dollars|NT$;TZS=Tanzanian Shilling|Tanzanian Shillings;
        UAH=Ukrainian Hryvnia|Ukrainian Hryvnias|₴|Hryvnia;UGX=Ugandan Shilling|Ugandan Shillings;
        USD=US Dollar|US Dollars|US$|$US|United States Dollar|American Dollar;UYU=Uruguayan Peso|Uruguayan Pesos;
        UZS=Uzbekistani Som|Uzbekistani Soms;VED=Bolívar Digital|Bolívar Digitals;VES=Venezuelan Bolívar|Venezuelan Bolívars;
        VND=Vietnamese Dong|Vietnamese Dongs|₫|Dong;VUV=Vanuatu Vatu|Vanuatu Vatus;WST=Samoan Tala|Samoan Talas;
        XAF=Central African CFA Franc|Central African CFA Francs;XCD=East Caribbean Dollar|East Caribbean Dollars;XCG=Caribbean Guilder;
        XOF=West African CFA Franc|West African CFA Francs;XPF=CFP Franc|CFP Francs;YER=Yemeni Rial|Yemeni Rials;
        ZAR=South African Rand|South African Rands|Rand;ZMW=Zambian Kwacha|Zambian Kwachas;ZWG=Zimbabwe Gold|ZiG;
        ZWL=Zimbabwean Dollar|Zimbabwean Dollars;
        """;

    private static readonly FrozenDictionary<string, string> Table = Words.Table(Entries);

    /// <summary>The code of a currency by code, name or sign; null when there is none, or several.</summary>
    public static string? Find(string text) => Table.GetValueOrDefault(Words.Key(text));
}
