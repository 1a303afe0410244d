using System.Collections.Frozen;
using System.Globalization;

using UnitsNet;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>A unit of measurement.</summary>
/// <param name="Quantity">What it measures: "Mass".</param>
/// <param name="Name">Its name in the library: "Kilogram".</param>
/// <param name="Value">The library's value.</param>
internal sealed record Unit(string Quantity, string Name, Enum Value)
{
    /// <summary>Whether the unit is a month or a year, whose number of days is not fixed.</summary>
    public bool IsCalendar => Name is "Month30" or "Year365";
}

/// <summary>The units of measurement by how they are written; conversions come from UnitsNet.</summary>
internal static class Units
{
    /// <summary>Quantities that stand in tables. Others share abbreviations with them: "m" is a molarity too.</summary>
    private static readonly string[] Quantities =
    [
        "Mass", "Length", "Duration", "Volume", "Area", "Speed", "Temperature", "Information", "BitRate", "Energy", "Power", "Pressure",
        "Frequency", "RotationalSpeed", "ElectricPotential", "ElectricCurrent", "ElectricCharge", "ElectricResistance", "Force", "Torque",
        "Angle", "MassConcentration", "VolumeFlow", "MassFlow", "Illuminance", "LuminousFlux", "Acceleration", "Ratio", "Level",
        "PowerRatio", "FuelEfficiency", "AmountOfSubstance", "Irradiance", "ElectricCapacitance",
    ];

    /// <summary>Units that take an abbreviation from a common one: "h" from the hour, "t" from the tonne, "g" from the gram.</summary>
    private static readonly string[] Obscure =
    [
        "Hand", "MetricTeaspoon", "Mach", "Angstrom", "DtpPoint", "PrinterPoint", "Gradian", "Arcminute", "Arcsecond", "OilBarrelPerMinute",
        "JulianYear", "Sol", "KilopoundForce",
    ];

    /// <summary>How people write what the library writes otherwise.</summary>
    private static readonly FrozenDictionary<string, string> Aliases = WordTable.Of(
        StringComparer.Ordinal,
        ("ml", "mL"),
        ("kB", "KB"),
        ("l", "L"),
        ("cm³", "cc, CC, ccm"),
        ("µg", "ug, mcg"),
        ("µm", "um"),
        ("µs", "us"),
        ("km/h", "kmh, kph, km/hr"),
        ("min", "mins"),
        ("wk", "wks"),
        ("mo", "mos"),
        ("yr", "yrs"),
        ("ft²", "sqft, sq ft, sq. ft, sq.ft"),
        ("m²", "sqm, sq m, sq. m, sq.m, qm"),
        ("km²", "sqkm, sq km, sq. km"),
        ("°C", "℃, degC, ºC, celsius, Celsius"),
        ("°F", "℉, degF, ºF, fahrenheit, Fahrenheit"),
        ("°", "º"),
        ("\"", "″, ”, ''"),
        ("'", "′"));

    private static readonly Lazy<ILookup<string, Unit>> Exact = new(() => Abbreviations(StringComparer.Ordinal));

    private static readonly Lazy<ILookup<string, Unit>> AnyCase = new(() => Abbreviations(StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<ILookup<string, Unit>> Names = new(() => All()
        .SelectMany(unit => new[] { (Name: unit.Info.Name, unit.Unit), (Name: unit.Info.PluralName, unit.Unit) })
        .Select(named => (Name: named.Name.TrimEnd('0', '3', '5', '6'), named.Unit))
        .Distinct()
        .ToLookup(named => named.Name, named => named.Unit, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// The units that a text can be, at most one of a quantity: by its abbreviation, then by one that differs in case ("KG"; but not
    /// "Mg", which is no milligram), then by its name.
    /// </summary>
    public static IReadOnlyList<Unit> Find(string text)
    {
        text = Normal(text);
        if (text.Length == 0)
        {
            return [];
        }

        text = Aliases.GetValueOrDefault(text, text);
        var found = Exact.Value[text].ToArray();
        if (found.Length == 0 && text.Length > 1)
        {
            var milli = text[0] == 'M' ? "Milli" : null;
            found = [.. AnyCase.Value[text].Where(unit => milli is null || !unit.Name.Contains(milli, StringComparison.OrdinalIgnoreCase))];
        }

        if (found.Length == 0)
        {
            found = [.. Names.Value[Spelled(text)]];
        }

        return [.. found.GroupBy(unit => unit.Quantity).Where(units => units.Count() == 1).Select(units => units.Single())];
    }

    /// <summary>
    /// What a number in one unit is added to and then multiplied by to be in the other; null when that is not all. Only temperatures take
    /// more than a factor.
    /// </summary>
    public static (double Shift, double Factor)? Conversion(Unit from, Unit to)
    {
        if (from == to)
        {
            return (0, 1);
        }

        if (from.IsCalendar || to.IsCalendar)
        {
            return (from.Name, to.Name) switch
            {
                ("Year365", "Month30") => (0, 12),
                ("Month30", "Year365") => (0, 1 / 12.0),
                _ => null,
            };
        }

        var zero = UnitConverter.Convert(0, from.Value, to.Value);
        var one = UnitConverter.Convert(1, from.Value, to.Value) - zero;
        var two = UnitConverter.Convert(2, from.Value, to.Value) - zero;
        var linear = one != 0 && Math.Abs((two / one) - 2) < 1e-9 && (zero == 0 || from.Quantity == "Temperature");
        return linear ? (Plain(zero / one, "G12"), Plain(one, zero == 0 ? "G15" : "G12")) : null;
    }

    /// <summary>How the units of a quantity are written, each text with its unit.</summary>
    public static IEnumerable<(string Text, Unit Unit)> Spellings(string quantity) => Exact.Value.Concat(Names.Value)
        .Select(units => units.Key)
        .Concat(Aliases.Keys)
        .SelectMany(text => new[] { text, text.ToLowerInvariant() })
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .Select(text => (text, Unit: Find(text).FirstOrDefault(unit => unit.Quantity == quantity)))
        .Where(spelled => spelled.Unit is not null)
        .Select(spelled => (spelled.text, spelled.Unit!));

    /// <summary>Conversions are defined in few digits; what is beyond them is rounding. Ninths, of temperatures, have no end.</summary>
    private static double Plain(double value, string digits)
    {
        var ninths = Math.Round(value * 9);
        return digits == "G12" && Math.Abs((value * 9) - ninths) < 1e-9 && ninths != 0
            ? ninths / 9
            : double.Parse(value.ToString(digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Normal(string text)
    {
        text = text.Replace('\u03BC', '\u00B5').TrimEnd('.').TrimEnd();
        for (var at = 1; at < text.Length; at++)
        {
            text = char.IsLetter(text[at - 1]) && text[at] is '2' or '3'
                ? $"{text[..at]}{(text[at] == '2' ? '²' : '³')}{text[(at + 1)..]}"
                : text;
        }

        return text;
    }

    private static string Spelled(string text) => text.Replace(" ", "", StringComparison.Ordinal)
        .Replace("metre", "meter", StringComparison.OrdinalIgnoreCase).Replace("litre", "liter", StringComparison.OrdinalIgnoreCase);

    private static ILookup<string, Unit> Abbreviations(StringComparer comparer) => All()
        .SelectMany(unit => UnitsNetSetup.Default.UnitAbbreviations
            .GetUnitAbbreviations(unit.Unit.Value.GetType(), Convert.ToInt32(unit.Unit.Value), CultureInfo.InvariantCulture)
            .Select(text => (Text: text, unit.Unit)))
        .Distinct()
        .ToLookup(unit => unit.Text, unit => unit.Unit, comparer);

    private static IEnumerable<(UnitInfo Info, Unit Unit)> All() => Quantity.Infos
        .Where(quantity => Quantities.Contains(quantity.Name))
        .SelectMany(quantity => quantity.UnitInfos.Select(info => (info, new Unit(quantity.Name, info.Name, info.Value))))
        .Where(unit => !Obscure.Contains(unit.Item2.Name) && !unit.Item2.Name.Contains("StandardGravity", StringComparison.Ordinal));
}
