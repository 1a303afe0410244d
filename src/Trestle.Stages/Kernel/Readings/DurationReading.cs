using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Durations, as seconds. What a measurement with one unit is too (90 min) is left to numbers, and what a time of day can be (1:30:00) to
/// dates, unless most of it is in the first hours after midnight: then a person has to say.
/// </summary>
internal sealed class DurationReading : IReading
{
    /// <summary>Times of day are seldom before five in the morning; durations are mostly short.</summary>
    private const int Early = 5;

    /// <summary>Distinct texts from which their times, or their second numbers, show what they are.</summary>
    private const int FewestTimes = 10;
    private const int FewestPairs = 20;

    /// <summary>Some second number is as large among twenty minutes or seconds, but not among the points of a match.</summary>
    private const int LateSecond = 50;

    /// <summary>One clock in sixty has no seconds; more pairs than this among clocks are minutes and seconds.</summary>
    private const double ManyPairs = 0.05;

    /// <inheritdoc/>
    public string Name => "duration";

    /// <inheritdoc/>
    public ReadingTally Start() => new Tally();

    /// <inheritdoc/>
    public Proposal? Propose(ReadingTally tally, ColumnEvidenceValue evidence)
    {
        var found = (Tally)tally;
        var timesOfDay = found.Of(DurationShape.Whole) + found.Of(DurationShape.Amount) == 0 && found.LargestFirst < 24 && !found.Signed;
        return found switch
        {
            _ when timesOfDay && found.Of(DurationShape.Fraction) == 0 => InDoubt(found, evidence),
            _ when found.Of(DurationShape.Fraction) > 0 =>
                Form(WrittenForms.DurationMinutes, found, Told(found, "only seconds have a fraction")),
            _ when found.Of(DurationShape.Pair) > 0 => OfPairs(found, evidence),
            _ when found.Rows == found.Of(DurationShape.Amount) => null,
            _ => Form(WrittenForms.Duration, found, null),
        };
    }

    /// <summary>Texts that are all times of day, too.</summary>
    private Proposal? InDoubt(Tally found, ColumnEvidenceValue evidence)
    {
        var pairs = found.Of(DurationShape.Pair) > 0;
        var form = pairs ? WrittenForms.DurationHours : WrittenForms.Duration;
        return found.EarlyRows * 2 <= found.Rows || Distinct(evidence, form) < FewestTimes ? null : Form(form, found, null) with
        {
            Rank = 4,
            Doubt = $"'{found.Example}' and most of the others can be a time of day or a duration: set formats: [{WrittenForms.Duration}"
                + $"{(pairs ? $"-hours] (1:30 is an hour and a half) or [{WrittenForms.DurationMinutes}" : "")}] for durations, or "
                + $"[{(pairs ? "H:mm" : "H:mm:ss")}] for times of day",
        };
    }

    /// <summary>Hours and minutes, or minutes and seconds.</summary>
    private Proposal? OfPairs(Tally found, ColumnEvidenceValue evidence)
    {
        var (pairs, clocks) = (found.Of(DurationShape.Pair), found.Clocks);
        if (clocks > 0 && found.LargestPair < 60 && pairs > ManyPairs * clocks)
        {
            return Form(WrittenForms.DurationMinutes, found, Told(found, "from an hour on there are three numbers"));
        }

        var alone = pairs == found.Rows;
        if (alone && (found.LargestSecond < LateSecond || Distinct(evidence, WrittenForms.DurationMinutes) < FewestPairs))
        {
            return null;
        }

        var question = $"'{found.PairExample}' can be a duration in hours and minutes or in minutes and seconds: set formats: "
            + $"[{WrittenForms.DurationHours}] or [{WrittenForms.DurationMinutes}]{(alone ? ", or type: text if it is none" : "")}";
        return Form(WrittenForms.DurationHours, found, null) with
        {
            Rival = new Rival(question, Convention.None, Convention.None, Form(WrittenForms.DurationMinutes, found, null)),
        };
    }

    private static string? Told(Tally found, string why) => found.Of(DurationShape.Pair) == 0 ? null
        : $"'{found.PairExample}' is read as minutes and seconds, because {why}";

    private static int Distinct(ColumnEvidenceValue evidence, string form) =>
        evidence.Texts().Keys.Count(text => Durations.TryRead(text, form, out _));

    private Proposal Form(string form, Tally found, string? note) => new()
    {
        Reading = Name,
        Type = ColumnType.Number,
        Words = WrittenForms.Words(form),
        Rows = found.Rows,
        Rank = 1,
        Reads = text => Durations.TryRead(text, form, out _),
        Formats = [form],
        Note = string.Join("; ", new[] { "durations are read as seconds", note }.OfType<string>()),
    };

    private sealed class Tally : ReadingTally
    {
        private readonly long[] counts = new long[(int)DurationShape.Fraction + 1];

        public long Rows => counts.Sum();

        public long EarlyRows { get; private set; }

        /// <summary>Rows with three numbers between colons.</summary>
        public long Clocks { get; private set; }

        public bool Signed { get; private set; }

        public int LargestFirst { get; private set; }

        public int LargestPair { get; private set; }

        public int LargestSecond { get; private set; }

        public string? Example { get; private set; }

        public string? PairExample { get; private set; }

        public long Of(DurationShape shape) => counts[(int)shape];

        public override bool Add(string text, long rows)
        {
            if (!Durations.TryParse(text, out var found))
            {
                return false;
            }

            counts[(int)found.Shape] += rows;
            Signed |= found.Signed;
            Example = Least(Example, text);
            LargestFirst = Math.Max(LargestFirst, found.First);
            if (found.Shape is DurationShape.Pair or DurationShape.Fraction)
            {
                PairExample = Least(PairExample, text);
                LargestPair = Math.Max(LargestPair, found.First);
                LargestSecond = Math.Max(LargestSecond, found.Second);
            }
            else
            {
                Clocks += text.Contains(':') ? rows : 0;
            }

            EarlyRows += found.First < Early ? rows : 0;
            return true;
        }

        public override void Merge(ReadingTally other)
        {
            var tally = (Tally)other;
            for (var shape = 0; shape < counts.Length; shape++)
            {
                counts[shape] += tally.counts[shape];
            }

            EarlyRows += tally.EarlyRows;
            Clocks += tally.Clocks;
            Signed |= tally.Signed;
            LargestFirst = Math.Max(LargestFirst, tally.LargestFirst);
            LargestPair = Math.Max(LargestPair, tally.LargestPair);
            LargestSecond = Math.Max(LargestSecond, tally.LargestSecond);
            Example = Least(Example, tally.Example);
            PairExample = Least(PairExample, tally.PairExample);
        }
    }
}
