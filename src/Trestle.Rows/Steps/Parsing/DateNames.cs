using System.Collections.Frozen;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// The names of months and days in the common languages, as ICU has them (a test compares), and a few usual spellings more. They are a
/// table of our own because a row path has no culture: the same text means the same on every machine.
/// </summary>
internal static class DateNames
{
    /// <summary>The longest name.</summary>
    private const int Longest = 20;

    // Full names, then those with a date (genitive) and short ones where they differ: en de fr es it pt nl sv da nb fi pl cs tr ru.
    private static readonly string[] MonthTable =
    [
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "- - - - - - - - sept - - -",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jänner feber mär - - - - - - okt - dez",
        "- - mrz - - - - - - - - -",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr - avr - - juil - - - - déc",
        "- fév - - - - - - - - - -",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene - - abr - - - ago - - - dic",
        "- - - - - - - - setiembre - - -",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen - - - mag giu lug - set ott - -",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "- fev - - - - - - - out - -",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "- - mrt - - - - - - - - -",
        "- - - - maj - - augusti - - - -",
        "- - marts - - - - - - - - desember",
        "- - - - - - - - - - - des",
        "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
        "tammik helmik maalisk huhtik toukok kesäk heinäk elok syysk lokak marrask jouluk",
        "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "sty lut - kwi - cze lip sie wrz paź lis gru",
        "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
        "ledna února března dubna května června července srpna září října listopadu prosince",
        "led úno bře dub kvě čvn čvc srp zář říj lis pro",
        "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "oca şub - nis - haz tem ağu eyl eki kas ara",
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "янв февр мар апр - июн июл авг сент окт нояб дек",
        "- фев - - - - - - сен - ноя -",
    ];

    // From Sunday on.
    private static readonly string[] DayTable =
    [
        "sunday monday tuesday wednesday thursday friday saturday",
        "sun mon tue wed thu fri sat",
        "- - tues - thur - -",
        "- - - - thurs - -",
        "sonntag montag dienstag mittwoch donnerstag freitag samstag",
        "so mo di mi do fr sa",
        "- - - - - - sonnabend",
        "dimanche lundi mardi mercredi jeudi vendredi samedi",
        "dim lun mar mer jeu ven sam",
        "domingo lunes martes miércoles jueves viernes sábado",
        "dom - - mié jue vie sáb",
        "domenica lunedì martedì mercoledì giovedì venerdì sabato",
        "- - - - gio - sab",
        "- segunda-feira terça-feira quarta-feira quinta-feira sexta-feira -",
        "- segunda terça quarta quinta sexta -",
        "- seg ter qua qui sex -",
        "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag",
        "zo ma di wo do vr za",
        "söndag måndag tisdag onsdag torsdag fredag lördag",
        "sön mån tis ons tors fre lör",
        "søndag mandag tirsdag - - - lørdag",
        "søn man tirs - - - lør",
        "- - tir - tor - -",
        "sunnuntai maanantai tiistai keskiviikko torstai perjantai lauantai",
        "sunnuntaina maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina",
        "su ma ti ke to pe la",
        "niedziela poniedziałek wtorek środa czwartek piątek sobota",
        "niedz pon wt śr czw pt sob",
        "neděle pondělí úterý středa čtvrtek pátek sobota",
        "ne po út st čt pá so",
        "pazar pazartesi salı çarşamba perşembe cuma cumartesi",
        "paz pzt sal çar per cum cmt",
        "воскресенье понедельник вторник среда четверг пятница суббота",
        "вс пн вт ср чт пт сб",
    ];

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Months = Masks(MonthTable);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Days = Masks(DayTable);

    /// <summary>The month (1 to 12) of a name; 0 when it is none, or the name of several.</summary>
    public static int Month(ReadOnlySpan<char> name)
    {
        var mask = Mask(Months, name);
        return int.PopCount(mask) == 1 ? int.TrailingZeroCount(mask) + 1 : 0;
    }

    /// <summary>The days (bit 0 is Sunday) that a name can mean ("so" is Sunday in German, Saturday in Czech); 0 when it is none.</summary>
    public static int WeekDays(ReadOnlySpan<char> name) => Mask(Days, name);

    private static int Mask(FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> table, ReadOnlySpan<char> name)
    {
        if (name.Length is < 2 or > Longest)
        {
            return 0;
        }

        Span<char> folded = stackalloc char[Longest];
        var length = Fold(name, folded);
        return table.TryGetValue(folded[..length], out var mask) ? mask : 0;
    }

    private static FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Masks(string[] table)
    {
        var masks = new Dictionary<string, int>(StringComparer.Ordinal);
        Span<char> folded = stackalloc char[Longest];
        foreach (var line in table)
        {
            var names = line.Split(' ');
            for (var i = 0; i < names.Length; i++)
            {
                if (names[i] != "-")
                {
                    var name = folded[..Fold(names[i], folded)].ToString();
                    masks[name] = masks.GetValueOrDefault(name) | (1 << i);
                }
            }
        }

        return masks.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Lower case without accents, whether these are part of the letter or follow it.</summary>
    private static int Fold(ReadOnlySpan<char> name, Span<char> folded)
    {
        var length = 0;
        foreach (var letter in name)
        {
            if (letter is < '\u0300' or > '\u036F')
            {
                folded[length++] = Fold(letter);
            }
        }

        return length;
    }

    private static char Fold(char letter) => char.IsAsciiLetter(letter) ? (char)(letter | 0x20) : char.ToLowerInvariant(letter) switch
    {
        'à' or 'á' or 'â' or 'ã' or 'ä' or 'å' => 'a',
        'ç' or 'č' => 'c',
        'è' or 'é' or 'ê' or 'ë' or 'ě' => 'e',
        'ì' or 'í' or 'ı' or '\u0130' => 'i',
        'ń' or 'ň' or 'ñ' => 'n',
        'ò' or 'ó' or 'ô' or 'ö' or 'ø' => 'o',
        'ù' or 'ú' or 'û' or 'ü' or 'ů' => 'u',
        'ř' => 'r',
        'ś' or 'š' or 'ş' => 's',
        'ý' => 'y',
        'ź' or 'ž' or 'ż' => 'z',
        'ğ' => 'g',
        'ł' => 'l',
        'ą' => 'a',
        var other => other,
    };
}
