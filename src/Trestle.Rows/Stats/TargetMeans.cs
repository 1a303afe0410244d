using System.Runtime.InteropServices;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>
/// For each text of a column, the number of rows and the sum of <see cref="ReservedColumns.Label"/>; with <paramref name="Classes"/> of
/// at least three, the number of rows of each class instead of one sum. Rows without a label are ignored; rows without a text count in
/// the totals only. The limit of <see cref="Frequencies"/> applies here too.
/// </summary>
/// <param name="Column">A text column.</param>
/// <param name="Classes">Number of classes of a target with three or more; smaller for a binary or numeric target.</param>
public sealed record TargetMeans(string Column, int Classes) : Stat<TargetMeansValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column, ReservedColumns.Label];

    /// <inheritdoc/>
    protected override TargetMeansValue Begin(RowSchema schema) => new(
        this,
        schema.Require(Column, ColumnKind.Text, "target means"),
        schema.Require(ReservedColumns.Label, ColumnKind.Number, "target means"));
}

/// <summary>The answer to <see cref="TargetMeans"/>.</summary>
public sealed class TargetMeansValue : StatValue
{
    private readonly TargetMeans question;
    private readonly int position;
    private readonly int label;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly Sums all;
    private Sums[] sums = [];

    internal TargetMeansValue(TargetMeans question, int position, int label)
    {
        this.question = question;
        this.position = position;
        this.label = label;
        all = new Sums(Outputs);
    }

    /// <summary>Number of sums: one for each class, or one.</summary>
    public int Outputs => question.Classes > 2 ? question.Classes : 1;

    /// <summary>Number of rows with a label, and its sums, over all rows.</summary>
    public (long Rows, IReadOnlyList<double> Sums) Total => (all.Rows, all.Values);

    /// <summary>The same for each text, in ordinal order of the texts.</summary>
    public IEnumerable<(string Text, long Rows, IReadOnlyList<double> Sums)> ByText() => places
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => (entry.Key, sums[entry.Value].Rows, (IReadOnlyList<double>)sums[entry.Value].Values));

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var texts = block.Texts(position);
        var labels = block.Numbers(label);
        for (var i = 0; i < labels.Length; i++)
        {
            var value = labels[i];
            if (double.IsNaN(value))
            {
                continue;
            }

            var output = 0;
            if (Outputs > 1)
            {
                output = (int)value;
                if (output != value || (uint)output >= (uint)Outputs)
                {
                    throw new TrestleException(RowErrors.NotAClass(question.Column, question.Classes));
                }

                value = 1;
            }

            all.Add(output, value);
            if (texts[i] is { } text)
            {
                For(text).Add(output, value);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new TargetMeansValue(question, position, label);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var means = (TargetMeansValue)other;
        all.Add(means.all);
        foreach (var (text, place) in means.places)
        {
            For(text).Add(means.sums[place]);
        }
    }

    private Sums For(string text)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, text, out var known);
        if (known)
        {
            return sums[place];
        }

        place = places.Count - 1;
        if (places.Count > Frequencies.Limit)
        {
            throw new TrestleException(RowErrors.TooManyTexts(question.Column, Frequencies.Limit));
        }

        if (place == sums.Length)
        {
            Array.Resize(ref sums, Math.Max(16, 2 * sums.Length));
        }

        return sums[place] = new Sums(Outputs);
    }

    private sealed class Sums(int outputs)
    {
        public long Rows { get; private set; }

        public double[] Values { get; } = new double[outputs];

        public void Add(int output, double value)
        {
            Rows++;
            Values[output] += value;
        }

        public void Add(Sums other)
        {
            Rows += other.Rows;
            for (var i = 0; i < Values.Length; i++)
            {
                Values[i] += other.Values[i];
            }
        }
    }
}
