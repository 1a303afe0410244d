using Trestle.Rows.Stats;
using Trestle.Stages.Curate;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>Describes one column by what the scans found.</summary>
/// <param name="column">How it is read.</param>
/// <param name="reading">Why; null for a column that has numbers in the source.</param>
/// <param name="evidence">Its texts; null for a column that has numbers in the source.</param>
/// <param name="sample">The sampled rows.</param>
internal sealed class ColumnProfiler(ColumnContract column, ColumnReading? reading, ColumnEvidenceValue? evidence, ProfileSample sample)
{
    private const int MostTop = 10;
    private const int ShownLength = 60;
    private const int PersonalValues = 1000;

    /// <summary>A column of few different values is about groups, whatever it is called.</summary>
    private const int FewestPersonal = 10;

    private const double Whiskers = 1.5;
    private const double FarWhiskers = 3;

    private readonly PersonalDataFinder finder = new();

    private bool IsNumber => column.Type != ColumnType.Text;

    /// <summary>What is asked of the rows once they are read.</summary>
    public IEnumerable<Stat> Needs => !IsNumber ? [] :
    [
        new Count(column.Name), new Moments(column.Name), new Quantiles(column.Name),
        .. column.Type == ColumnType.Number ? [new HigherMoments(column.Name), new SignCounts(column.Name)] : Array.Empty<Stat>(),
    ];

    /// <summary>The column.</summary>
    /// <param name="answers">The answers to <see cref="Needs"/>.</param>
    /// <param name="rows">Number of rows.</param>
    public ProfiledColumn Make(StatValues answers, long rows)
    {
        var words = MissingWords();
        var quantiles = IsNumber ? answers.Of(new Quantiles(column.Name)) : null;
        var texts = Texts(quantiles);
        var empty = IsNumber ? answers.Of(new Count(column.Name)).Missing : 0;
        var missing = evidence is null ? empty : evidence.Missing + (reading?.Missing.Sum(word => word.Rows) ?? 0);
        var unread = Math.Max(0, empty - missing);
        var (distinct, exact) = Distinct(quantiles, words);
        var lengths = column.Type == ColumnType.Text ? Lengths() : null;
        var isFew = quantiles is null || (quantiles.Exact && quantiles.Distinct <= MostTop);
        DisguisedValue[] disguised =
            [.. quantiles is null ? DisguisedMissing.OfTexts(texts) : DisguisedMissing.OfNumbers(column.Type, quantiles)];
        return new ProfiledColumn
        {
            Name = column.Name,
            Type = column.Type,
            Reading = reading?.Words ?? (column.Printed ? $"{column.Type.ToString().ToLowerInvariant()}, number in the source"
                : "number in the source"),
            Meaning = Meaning.Of(
                column, reading, texts, (rows - missing - unread, distinct, quantiles?.Whole == true, lengths?.MeanWords ?? 0)),
            Personal = Personal(texts),
            Private = column.Private,
            Missing = missing,
            MissingShare = rows == 0 ? 0 : (double)missing / rows,
            Unread = unread,
            MissingWords = column.Private ? [] : words,
            Disguised = column.Private ? [.. disguised.Select(value => value with { Value = null })] : disguised,
            Distinct = distinct,
            DistinctIsExact = exact,
            Numbers = column.Private || column.Type != ColumnType.Number || quantiles!.Count == 0 ? null : Figures(answers, quantiles),
            Dates = column.Private || column.Type != ColumnType.Date || quantiles!.Count == 0 ? null : Dates(quantiles),
            Texts = column.Private ? null : lengths,
            Top = column.Private || !isFew ? [] : Top(texts),
            Bins = column.Private || quantiles is null || column.Type == ColumnType.Boolean ? [] : ProfileBuilder.Bins(quantiles),
            Notes = [.. Notes()],
        };
    }

    /// <summary>Words that are read as "no value", with their rows.</summary>
    private IReadOnlyList<ValueCount> MissingWords() => evidence is null ? []
        : ValueCount.Ordered(
            evidence.MissingWords.Concat((reading?.Missing ?? []).Select(word => KeyValuePair.Create(word.Value, word.Rows)))
                .GroupBy(word => word.Key, StringComparer.Ordinal)
                .Select(word => KeyValuePair.Create(word.Key, word.Sum(entry => entry.Value))));

    private IReadOnlyCollection<KeyValuePair<string, long>> Texts(QuantilesValue? quantiles)
    {
        if (evidence is not null)
        {
            var missing = (reading?.Missing ?? []).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
            return [.. evidence.Counts.Where(text => !missing.Contains(text.Key))];
        }

        var printed = new List<KeyValuePair<string, long>>();
        for (var i = 0; i < Math.Min(quantiles?.Values.Length ?? 0, ColumnEvidence.Remembered); i++)
        {
            printed.Add(KeyValuePair.Create(PrintNumber.Print(quantiles!.Values[i])!, quantiles.Counts[i]));
        }

        return printed;
    }

    private (long Distinct, bool Exact) Distinct(QuantilesValue? quantiles, IReadOnlyList<ValueCount> words)
    {
        if (quantiles is { Exact: true })
        {
            return (quantiles.Distinct, true);
        }

        return evidence is null ? (quantiles?.Distinct ?? 0, false)
            : (evidence.Distinct - words.Count(word => evidence.Counts.ContainsKey(word.Value)), !evidence.Overflowed);
    }

    private TextFigures? Lengths()
    {
        var (count, shortest, longest, characters, words) = (0, int.MaxValue, 0, 0.0, 0.0);
        var position = sample.Typed.Schema.Find(column.Name);
        foreach (var text in sample.Typed.Texts(position))
        {
            if (text is not null)
            {
                count++;
                (shortest, longest) = (Math.Min(shortest, text.Length), Math.Max(longest, text.Length));
                characters += text.Length;
                words += text.AsSpan().Trim().Count(' ') + 1;
            }
        }

        return count == 0 ? null : new TextFigures(shortest, characters / count, longest, words / count);
    }

    private PersonalData Personal(IReadOnlyCollection<KeyValuePair<string, long>> texts)
    {
        var named = texts.Count < FewestPersonal ? PersonalData.None : PersonalDataFinder.ByName(column.Name);
        return named != PersonalData.None || column.Type == ColumnType.Date ? named
            : finder.ByShape([.. texts.Take(PersonalValues).Select(text => text.Key)]);
    }

    private NumberFigures Figures(StatValues answers, QuantilesValue quantiles)
    {
        var (moments, higher, signs) = (
            answers.Of(new Moments(column.Name)), answers.Of(new HigherMoments(column.Name)), answers.Of(new SignCounts(column.Name)));
        double At(double q) => quantiles.Quantile(q);
        var (low, high) = (At(0.25), At(0.75));
        return new NumberFigures(
            moments.Min, At(0.01), At(0.05), low, At(0.5), high, At(0.95), At(0.99), moments.Max, moments.Mean,
            Finite(Math.Sqrt(moments.SampleVariance)), Finite(higher.Skewness), Finite(higher.ExcessKurtosis), signs.Zeros, signs.Negatives,
            quantiles.Whole, Beyond(quantiles, low, high, Whiskers), Beyond(quantiles, low, high, FarWhiskers));
    }

    /// <summary>Numbers farther from the quartiles than some times their distance (Tukey 1977).</summary>
    private static long? Beyond(QuantilesValue quantiles, double low, double high, double times)
    {
        var reach = times * (high - low);
        if (reach == 0)
        {
            return null;
        }

        var beyond = 0L;
        for (var i = 0; i < quantiles.Values.Length; i++)
        {
            beyond += quantiles.Values[i] < low - reach || quantiles.Values[i] > high + reach ? quantiles.Counts[i] : 0;
        }

        return beyond;
    }

    private static DateFigures Dates(QuantilesValue quantiles) => new(
        Shown.Value(ColumnType.Date, quantiles.Values[0]), Shown.Value(ColumnType.Date, quantiles.Quantile(0.5)),
        Shown.Value(ColumnType.Date, quantiles.Values[^1]));

    private static IReadOnlyList<ValueCount> Top(IEnumerable<KeyValuePair<string, long>> texts) =>
    [
        .. ValueCount.Ordered(texts).Take(MostTop)
            .Select(text => text with { Value = Format.Cut(Format.Plain(text.Value), ShownLength) }),
    ];

    private IEnumerable<string> Notes()
    {
        if (reading is null)
        {
            yield break;
        }

        if (column.Private)
        {
            if (reading.Question is not null)
            {
                yield return "a run will ask how it is to be read; it is private, so its values are not shown";
            }

            yield break;
        }

        foreach (var note in reading.Notes)
        {
            yield return note;
        }

        if (reading.Question is { } question)
        {
            yield return $"a run will ask: {question}";
        }

        if (reading.LeftOver.Count > 0)
        {
            yield return $"{Format.Count(reading.LeftOver.Sum(left => left.Rows), "row")} not read as {reading.Words}: "
                + Format.Some([.. reading.LeftOver.Select(left => $"'{Format.Cut(Format.Plain(left.Value), ShownLength)}'")], 5);
        }
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
