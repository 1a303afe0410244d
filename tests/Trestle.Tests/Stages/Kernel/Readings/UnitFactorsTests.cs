using Shouldly;

using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Readings;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Readings;

/// <summary>What numbers are multiplied by, decided from what stands next to them in a column.</summary>
public sealed class UnitFactorsTests
{
    /// <summary>Factors from the SI brochure, NIST SP 811 (inch, foot, mile, pound, ounce) and the calendar.</summary>
    [Theory]
    [InlineData("$:5", "$ 1")]
    [InlineData("$:5, USD:3, :9", "$ 1, USD 1")]
    [InlineData("₹:4, Rs.:2", "Rs. 1, ₹ 1")]
    [InlineData("€/kg:4", "€/kg 1")]
    [InlineData("%:7", "% 0.01")]
    [InlineData("%:7, pct:1, percent:1", "% 0.01, pct 0.01, percent 0.01")]
    [InlineData("‰:7", "‰ 0.001")]
    [InlineData("k:5, M:2, :40", "M 1000000, k 1000")]
    [InlineData("$:9, K:5, m:2, B:1", "$ 1, B 1000000000, K 1000, m 1000000")]
    [InlineData("$:9, bn:1, mn:1", "$ 1, bn 1000000000, mn 1000000")]
    [InlineData("M USD:3, USD:4", "M USD 1000000, USD 1")]
    [InlineData("k€:3", "k€ 1000")]
    [InlineData("Mio. €:3, Mrd. €:1", "Mio. € 1000000, Mrd. € 1000000000")]
    [InlineData("crore:3, lakh:9", "crore 10000000, lakh 100000")]
    [InlineData("kg:9, g:3", "g 0.001, kg 1")]
    [InlineData("kg:3, g:9", "g 1, kg 1000")]
    [InlineData("kg:3, KG:2, kilograms:1, Kg:1", "KG 1, Kg 1, kg 1, kilograms 1")]
    [InlineData("kg:9, lb:3, lbs:1, oz:1", "kg 1, lb 0.45359237, lbs 0.45359237, oz 0.028349523125")]
    [InlineData("m:9, km:3, cm:1", "cm 0.01, km 1000, m 1")]
    [InlineData("cm:9, in:1, ft:1, \":1", "\" 2.54, cm 1, ft 30.48, in 2.54")]
    [InlineData("km:9, mi:1, miles:1", "km 1, mi 1.609344, miles 1.609344")]
    [InlineData("km/h:9, mph:1, kmh:1", "km/h 1, kmh 1, mph 1.609344")]
    [InlineData("min:9, h:1, s:6", "h 60, min 1, s 0.0166666666666667")]
    [InlineData("years:9, months:1", "months 0.08333333333333333, years 1")]
    [InlineData("months:9, years:1", "months 1, years 12")]
    [InlineData("m2:9, ha:1, m²:1", "ha 10000, m2 1, m² 1")]
    [InlineData("mL:9, l:1", "l 1000, mL 1")]
    [InlineData("GB:9, MB:1, kB:1", "GB 1, MB 0.001, kB 1E-06")]
    [InlineData("mg/dL:9, g/l:1", "g/l 100, mg/dL 1")]
    [InlineData("kPa:9, bar:1, psi:1", "bar 100, kPa 1, psi 6.89475729316836")]
    [InlineData("M$:3, $:4", "$ 1, M$ 1000000")]
    [InlineData("US$:3", "US$ 1")]
    [InlineData("°C:9", "°C 1")]
    [InlineData("m:9", "m 1")]
    [InlineData("B:9, MB:3", "B 1, MB 1000000")]
    [InlineData("<:2, :90", "< 1")]
    [InlineData("+ years:3, years:9, <:1", "+ years 1, < 1, years 1")]
    [InlineData("kg:9, :3", "kg 1")]
    [InlineData("oz.:925, oz:621, ounce:570, OZ.:154", "OZ. 1, ounce 1, oz 1, oz. 1")]
    [InlineData("patients:909, patient:5", "patient 1, patients 1")]
    [InlineData("mg/l:90, <:40", "< 1, mg/l 1")]
    [InlineData("+:90", "+ 1")]
    [InlineData("M+:90, K+:4, +:5", "+ 1, K+ 1000, M+ 1000000")]
    [InlineData("₹:9, Cr:2, lakh:1", "Cr 10000000, lakh 100000, ₹ 1")]
    [InlineData("$:9, /month:9", "$ 1, /month 1")]
    [InlineData("$:9, m:2", "$ 1, m 1000000")]
    [InlineData("m:9, k:2", "k 1000, m 1000000")]
    public void Affixes_have_their_factors(string column, string expected) => Print(Decide(column)).ShouldBe(expected);

    [Theory]
    [InlineData("$:5, €:3", "'EUR' and 'USD' are different currencies")]
    [InlineData("$:5, CAD:3", "'CAD' and 'USD' are different currencies")]
    [InlineData("%:5, $:3", "'$' and '%' are different kinds of numbers")]
    [InlineData("%:5, kg:3", "'%' and 'kg' are different kinds of numbers")]
    [InlineData("$:5, kg:3", "'$' and 'kg' are different kinds of numbers")]
    [InlineData("%:5, :1200", "5 numbers have '%', 1,200 have not: it is not said whether those are shares or percents")]
    [InlineData("kg:5, m:3", "'kg' and 'm' cannot be read as one unit")]
    [InlineData("days:5, months:3", "'days' and 'months' cannot be read as one unit")]
    [InlineData("$:9, /month:5, /year:4", "prices per 'month' and 'year' are different rates")]
    [InlineData("m:9, :2", "'m' can be a metre or a million, and 2 numbers have no unit")]
    [InlineData("mo:2, :200", "200 numbers have no unit, others have 'mo'")]
    [InlineData("kg:5, g:3, :7", "7 numbers have no unit, others have 'g' and 'kg'")]
    public void What_is_not_said_is_not_guessed(string column, string problem)
    {
        var reading = Decide(column);
        reading!.Problem.ShouldBe(problem);
        reading.Affixes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Main St:5, Oak Ave:2", true)]
    [InlineData("A:5, B:2, C:9", false)]
    [InlineData("B:5", false)]
    [InlineData("<=:24719, >:7841", true)]
    [InlineData("main:3, oak:4, elm:2", true)]
    [InlineData("Patients:9", true)]
    [InlineData("CR:9, DR:5", true)]
    [InlineData("Mg:5", true)]
    [InlineData("T€:5", true)]
    public void Words_and_codes_are_no_affixes(string column, bool fractions) => Decide(column, fractions).ShouldBeNull();

    [Fact]
    public void A_magnitude_in_capitals_is_one_where_numbers_have_fractions_or_stand_alone()
    {
        Print(Decide("B:5")).ShouldBe("B 1000000000");
        Print(Decide("B:5, :40", fractions: false)).ShouldBe("B 1000000000");
        Print(Decide("K:5, M:1", fractions: false)).ShouldBe("K 1000, M 1000000");
    }

    [Fact]
    public void Unknown_affixes_are_named_beside_the_known()
    {
        var reading = Decide("kg:90, Main St:1")!;
        Print(reading).ShouldBe("kg 1");
        reading.Unknown.ShouldBe(["Main St"]);
    }

    // BIPM, The International System of Units: t/°C = T/K - 273.15; NIST SP 811: t/°C = (t/°F - 32)/1.8.
    [Theory]
    [InlineData("°C:9, °F:3", "°F", -40, -40)]
    [InlineData("°C:9, °F:3", "°F", 41, 5)]
    [InlineData("°C:9, °F:3", "°F", 212, 100)]
    [InlineData("°C:9, K:3", "K", 273.15, 0)]
    [InlineData("°F:9, °C:3", "°C", -40, -40)]
    public void Temperatures_are_converted_with_what_is_added(string column, string unit, double written, double read)
    {
        var affix = Decide(column)!.Affixes.Single(affix => affix.Text == unit);
        ((written + affix.Shift) * affix.Factor).ShouldBe(read);
    }

    [Fact]
    public void What_was_decided_is_told()
    {
        Decide("kg:9500, g:310")!.Notes.ShouldBe(["numbers are in 'kg'; 'g' (310) times 0.001"]);
        Decide("°C:95, °F:3")!.Notes.ShouldBe(["numbers are in '°C'; '°F' (3) minus 32, times 0.5555555555555556"]);
        Decide("kg:95, :3")!.Notes.ShouldBe(["numbers are in 'kg'; 3 without a unit are taken to be too"]);
        Decide("%:95")!.Notes.ShouldBe(["numbers with '%' (95) are read as shares: times 0.01"]);
        Decide("$:95, k:3")!.Notes.ShouldBe(["numbers with 'k' (3) are read as times 1000", "amounts of money are all in USD"]);
        Decide("patients:12, :3")!.Notes.ShouldBe(["numbers with 'patients' (12) are read as the number itself"]);
        Decide("<:12, :30")!.Notes.ShouldBe(["numbers with '<' (12) are read as the number itself"]);
    }

    [Fact]
    public void Classes_that_are_bounds_are_no_numbers()
    {
        var evidence = new AffixEvidence();
        Add(evidence, "<=50K", 24_719).ShouldBeTrue();
        Add(evidence, ">50K", 7_841).ShouldBeTrue();
        UnitFactors.Decide(evidence).ShouldBeNull();
    }

    [Fact]
    public void Evidence_of_parts_of_a_table_is_merged()
    {
        var (one, other) = (new AffixEvidence(), new AffixEvidence());
        Add(one, "5 kg", 2).ShouldBeTrue();
        Add(other, "$2.5 kg", 3).ShouldBeTrue();
        Add(other, "7", 4).ShouldBeTrue();
        one.Merge(other);
        (one.Counts["kg"], one.Counts["$"], one.Alone, one.Together, one.Fractions).ShouldBe((5, 3, 4, 5, true));
    }

    private static bool Add(AffixEvidence evidence, string text, long rows)
    {
        if (ValueParser.TryNumber(text, '.', out _))
        {
            evidence.Add(rows);
            return true;
        }

        if (!NumberText.TrySplit(text, out var parts) || !parts.TryRead('.', out var value))
        {
            return false;
        }

        evidence.Add(parts, value % 1 != 0, rows);
        return true;
    }

    private static AffixReading? Decide(string column, bool fractions = true)
    {
        var evidence = new AffixEvidence();
        foreach (var affix in column.Split(", ").Select(affix => affix.Split(':')))
        {
            var (number, rows) = (fractions ? "1.5" : "4", long.Parse(affix[1]));
            (Add(evidence, $"{number} {affix[0]}", rows) || Add(evidence, $"{affix[0]}{number}", rows)).ShouldBeTrue(affix[0]);
        }

        return UnitFactors.Decide(evidence);
    }

    private static string? Print(AffixReading? reading) => reading is { Problem: null }
        ? string.Join(", ", reading.Affixes.Select(affix => FormattableString.Invariant($"{affix.Text} {affix.Factor:R}")))
        : reading?.Problem;
}
