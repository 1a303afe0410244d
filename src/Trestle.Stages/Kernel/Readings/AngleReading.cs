using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Latitudes, longitudes and other angles in degrees, minutes and seconds or with points of the compass, as decimal degrees. What a number
/// with one unit is too (12.5°, 5 N) is left to numbers, unless other texts show that it is an angle.
/// </summary>
internal sealed class AngleReading : IReading
{
    /// <inheritdoc/>
    public string Name => "angle";

    /// <inheritdoc/>
    public ReadingTally Start() => new Tally();

    /// <inheritdoc/>
    public Proposal? Propose(ReadingTally tally, ColumnEvidenceValue evidence)
    {
        var found = (Tally)tally;
        var (vertical, horizontal) = (found.Has('N') || found.Has('S'), found.Has('E') || found.Has('W'));
        var shown = found.Composed > 0 || (found.Has('N') && found.Has('S')) || (found.Has('E') && found.Has('W'));
        if (!shown || (vertical && horizontal))
        {
            return null;
        }

        var form = vertical ? WrittenForms.Latitude : horizontal ? WrittenForms.Longitude : WrittenForms.Degrees;
        var rows = found.Fitting(form, plain: true);
        return found.Fitting(form, plain: false) * 2 < rows ? null : new Proposal
        {
            Reading = Name,
            Type = ColumnType.Number,
            Words = WrittenForms.Words(form),
            Rows = rows,
            Rank = 2,
            Reads = text => Angles.TryRead(text, form, out _),
            Formats = [form],
            Note = $"{(form == WrittenForms.Degrees ? "angles are" : $"a {form} is")} read as decimal degrees"
                + (vertical ? ", south as negative" : horizontal ? ", west as negative" : ""),
        };
    }

    private sealed class Tally : ReadingTally
    {
        private static readonly int[] Limits = [90, 180, 360];

        // Rows by point of the compass; those without one by the limit that they keep.
        private readonly SortedDictionary<char, long> points = [];
        private readonly long[] marked = new long[Limits.Length];
        private readonly long[] plain = new long[Limits.Length];

        /// <summary>Rows with minutes, or with the sign of degrees next to a point of the compass.</summary>
        public long Composed { get; private set; }

        public bool Has(char point) => points.ContainsKey(point);

        /// <summary>Rows that a form reads, with plain numbers or without.</summary>
        public long Fitting(string form, bool plain)
        {
            var limits = form == WrittenForms.Latitude ? 1 : form == WrittenForms.Longitude ? 2 : Limits.Length;
            return points.Values.Sum() + marked.Take(limits).Sum() + (plain ? this.plain.Take(limits).Sum() : 0);
        }

        public override bool Add(string text, long rows)
        {
            if (!Angles.TryParse(text, out var angle))
            {
                return false;
            }

            Composed += angle.Parts > 1 || (angle is { Marked: true, Point: not '\0' }) ? rows : 0;
            if (angle.Point != '\0')
            {
                points[angle.Point] = points.GetValueOrDefault(angle.Point) + rows;
                return true;
            }

            (angle.Plain ? plain : marked)[Array.FindIndex(Limits, limit => Math.Abs(angle.Degrees) <= limit)] += rows;

            // A plain number is explained as a number; it alone is no reason to look for angles.
            return !angle.Plain;
        }

        public override void Merge(ReadingTally other)
        {
            var tally = (Tally)other;
            Composed += tally.Composed;
            foreach (var (point, rows) in tally.points)
            {
                points[point] = points.GetValueOrDefault(point) + rows;
            }

            for (var i = 0; i < Limits.Length; i++)
            {
                marked[i] += tally.marked[i];
                plain[i] += tally.plain[i];
            }
        }
    }
}
