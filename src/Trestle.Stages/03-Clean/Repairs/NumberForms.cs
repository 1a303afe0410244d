using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Readings;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>
/// Columns of numbers written in more than one way: a unit, a percent sign or marks of thousands at some of them, units spelled in several
/// ways. The rare way becomes the usual one; without a usual one, the bare number.
/// </summary>
internal sealed class NumberForms : IRepairFinder
{
    private const int FewestRows = 20;
    private const double MostlyNumbers = 0.95;
    private const double Dominant = 0.8;

    /// <summary>Medians closer than this factor are of one scale (as a power of ten), and those further than the other are not.</summary>
    private const double SameScale = 0.5;
    private const double OtherScale = 1;

    /// <inheritdoc/>
    public string Name => "number-forms";

    /// <inheritdoc/>
    public IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation)
    {
        for (var column = 0; column < table.Columns; column++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Propose(table.Schema[column].Name, WrittenNumbers.Of(table[column])) is { } proposal)
            {
                yield return proposal;
            }
        }
    }

    private static ProposedRepair? Propose(string column, WrittenNumbers written)
    {
        if (written.All < FewestRows || written.Read < MostlyNumbers * written.All || written.AreCodes)
        {
            return null;
        }

        var (affixed, bare) = (written.Affixed.Sum(form => form.Rows), written.Bare.Sum(number => number.Rows));
        return written.Affixed.Count == 0 ? Ungrouped(column, written)
            : !AreOneUnit(written.Affixed) || written.Grouped.Count > 0 ? null
            : bare >= affixed ? Bare(column, written)
            : written.Affixed[0].Rows >= Dominant * (affixed + bare) ? Conformed(column, written)
            : bare == 0 ? Stripped(column, written)
            : null;
    }

    /// <summary>Some have a unit or a percent sign, most have not.</summary>
    private static ProposedRepair? Bare(string column, WrittenNumbers written)
    {
        var (usual, other) = (
            WrittenNumbers.Scale(written.Bare), WrittenNumbers.Scale([.. written.Affixed.SelectMany(form => form.Numbers)]));
        var isShare = written.Affixed.All(form => form.Unit == "%");
        var (asIs, divided) = (Math.Abs(other - usual), Math.Abs(other - 2 - usual));
        double? factor = asIs < SameScale && (!isShare || divided > OtherScale) ? 1
            : isShare && divided < SameScale && asIs > OtherScale ? 0.01 : null;
        return factor is not { } by ? null : new ProposedRepair(
            new NumberForm { Columns = [column], Affixes = Factors(written.Affixed, by), KeepDigits = written.HasPoints },
            FormattableString.Invariant(
                $"most numbers stand alone; {written.Affixed.Sum(form => form.Rows)} have {Words(written.Affixed)}, ")
                + (by == 1 ? "and are as large without it" : "and are as large divided by 100"),
            0.97);
    }

    /// <summary>All have a unit, written in several ways.</summary>
    private static ProposedRepair? Stripped(string column, WrittenNumbers written) => written.Affixed.Count < 2 ? null : new ProposedRepair(
        new NumberForm { Columns = [column], Affixes = Factors(written.Affixed, 1) },
        $"one unit is written in {written.Affixed.Count} ways: {Words(written.Affixed)}", 0.95);

    /// <summary>Nearly all have one suffix.</summary>
    private static ProposedRepair? Conformed(string column, WrittenNumbers written)
    {
        var (usual, rest) = (written.Affixed[0], written.Affixed.Skip(1).SelectMany(form => form.Numbers).Concat(written.Bare).ToArray());
        return rest.Length == 0 || usual.Before.Length > 0
            || Math.Abs(WrittenNumbers.Scale(rest) - WrittenNumbers.Scale(usual.Numbers)) > SameScale ? null
            : new ProposedRepair(
                new NumberForm { Columns = [column], Affixes = Factors(written.Affixed, 1), KeepDigits = true, Suffix = usual.Ending },
                FormattableString.Invariant($"{usual.Rows} of {written.Read} numbers end with '{usual.After}'"), 0.95);
    }

    /// <summary>Some thousands are marked, more are not.</summary>
    private static ProposedRepair? Ungrouped(string column, WrittenNumbers written)
    {
        var marked = written.Grouped.Sum(number => number.Rows);
        var unmarked = written.Bare.Where(number => Math.Abs(number.Value) >= 1000).Sum(number => number.Rows);
        return marked == 0 || unmarked < marked
            || !IsWithin(WrittenNumbers.Scale(written.Grouped), written.Bare) ? null
            : new ProposedRepair(
                new NumberForm { Columns = [column], Ungroup = true, KeepDigits = true },
                FormattableString.Invariant($"{marked} numbers have marks of thousands, {unmarked} as large have none"), 0.97);
    }

    /// <summary>Whether a size is among those of the numbers.</summary>
    private static bool IsWithin(double scale, IReadOnlyList<CountedNumber> numbers) => Math.Pow(10, scale) is var size
        && size >= numbers.Min(number => Math.Abs(number.Value)) && size <= numbers.Max(number => Math.Abs(number.Value)) * 10;

    private static SortedDictionary<string, double> Factors(IReadOnlyList<WrittenForm> forms, double factor)
    {
        var factors = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in forms.SelectMany(form => new[] { form.Before, form.After }).Where(text => text.Length > 0))
        {
            factors[text] = factor;
        }

        return factors;
    }

    private static string Words(IReadOnlyList<WrittenForm> forms) =>
        Format.Some([.. forms.Select(form => $"'{(form.After.Length > 0 ? form.After : form.Before)}'")], 6);

    private static bool AreOneUnit(IReadOnlyList<WrittenForm> forms)
    {
        if (forms.Any(form => form.Unit is null))
        {
            return false;
        }

        var units = forms.Select(form => Units.Find(form.Unit!).ToHashSet()).ToArray();
        return forms.All(form => form.Unit == forms[0].Unit)
            || units.Aggregate((common, next) => [.. common.Intersect(next)]).Count > 0;
    }
}
