using System.Collections.Frozen;

namespace Trestle.Rows.Steps.Forms;

/// <summary>The countries whose regions are known.</summary>
public enum RegionCountry
{
    /// <summary>The United States: states, the District of Columbia, territories, addresses of the armed forces.</summary>
    Us,

    /// <summary>Canada: provinces and territories.</summary>
    Ca,

    /// <summary>Australia: states and territories.</summary>
    Au,
}

/// <summary>
/// The codes of states and provinces as the posts write them (USPS Publication 28, Canada Post's addressing guidelines, Australia Post's
/// addressing standards), with their names and the usual abbreviations before these codes.
/// </summary>
internal static class RegionTable
{
    private const string Us = """
        AL=Alabama|Ala;AK=Alaska;AZ=Arizona|Ariz;AR=Arkansas|Ark;CA=California|Calif|Cal;CO=Colorado|Colo;CT=Connecticut|Conn;
        DE=Delaware|Del;
        DC=District of Columbia|Washington DC|Washington, D.C.|D.C.;FL=Florida|Fla;GA=Georgia;HI=Hawaii|Hawai'i;ID=Idaho;IL=Illinois|Ill;
        IN=Indiana|Ind;IA=Iowa;KS=Kansas|Kans|Kan;KY=Kentucky;LA=Louisiana;ME=Maine;MD=Maryland;MA=Massachusetts|Mass;MI=Michigan|Mich;
        MN=Minnesota|Minn;MS=Mississippi|Miss;MO=Missouri;MT=Montana|Mont;NE=Nebraska|Nebr|Neb;NV=Nevada|Nev;NH=New Hampshire|N.H.;
        NJ=New Jersey|N.J.;NM=New Mexico|N.M.|N. Mex;NY=New York|N.Y.|New York State;NC=North Carolina|N.C.;ND=North Dakota|N.D.|
        N. Dak;OH=Ohio;
        OK=Oklahoma|Okla;OR=Oregon|Ore;PA=Pennsylvania|Penna|Penn;RI=Rhode Island|R.I.;SC=South Carolina|S.C.;SD=South Dakota|S.D.|S. Dak;
        TN=Tennessee|Tenn;TX=Texas|Tex;UT=Utah;VT=Vermont;VA=Virginia;WA=Washington|Wash|Washington State;WV=West Virginia|W.Va.|W. Va;
        WI=Wisconsin|Wis|Wisc;WY=Wyoming|Wyo;AS=American Samoa;GU=Guam;MP=Northern Mariana Islands;PR=Puerto Rico|P.R.;
        VI=Virgin Islands|U.S. Virgin Islands|US Virgin Islands;AA=Armed Forces Americas;AE=Armed Forces Europe;AP=Armed Forces Pacific
        """;

    private const string Ca = """
        AB=Alberta|Alta;BC=British Columbia|B.C.|Colombie-Britannique;MB=Manitoba|Man;NB=New Brunswick|N.B.|Nouveau-Brunswick;
        NL=Newfoundland and Labrador|Newfoundland|Labrador|Nfld|NF|Terre-Neuve-et-Labrador;NS=Nova Scotia|N.S.|Nouvelle-Écosse;
        NT=Northwest Territories|N.W.T.|NWT|Territoires du Nord-Ouest;NU=Nunavut;ON=Ontario|Ont;
        PE=Prince Edward Island|P.E.I.|PEI|Île-du-Prince-Édouard;QC=Quebec|Québec|Que|Qué|PQ;SK=Saskatchewan|Sask;YT=Yukon|
        Yukon Territory|YK
        """;

    private const string Au = """
        ACT=Australian Capital Territory|A.C.T.;NSW=New South Wales|N.S.W.;NT=Northern Territory|N.T.;QLD=Queensland|Qld.;
        SA=South Australia|S.A.;
        TAS=Tasmania|Tas.;VIC=Victoria|Vic.;WA=Western Australia|W.A.
        """;

    private static readonly FrozenDictionary<string, string>[] Tables = [Words.Table(Us), Words.Table(Ca), Words.Table(Au)];

    /// <summary>The code of a region by its code or name; null when there is none.</summary>
    public static string? Find(string text, RegionCountry country) => Tables[(int)country].GetValueOrDefault(Words.Key(text));
}
