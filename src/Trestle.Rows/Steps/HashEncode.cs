using System.Text;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Texts;

namespace Trestle.Rows.Steps;

/// <summary>
/// Turns a text into columns <c>x.hash.1</c> … of which one is 1 or -1 and the others 0: which one, and its sign, is a hash of the text
/// (Weinberger et al. 2009; the numbers of scikit-learn's FeatureHasher). Nothing is learned, so new categories are like any other, and a
/// column with a million categories costs as little as one with ten.
/// </summary>
public sealed record HashEncode : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "hash-encode";

    private const int MostColumns = 10_000;

    /// <inheritdoc/>
    [Setting("Text columns to encode (default: all).", Example = "[merchant]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How many columns a text becomes.</summary>
    [Setting("New columns for each text column.", Example = "64")]
    public int Count { get; init; } = 32;

    /// <summary>Whether to keep the texts.</summary>
    [Setting("Whether to keep the text column, for another encoding.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => Count is >= 2 and <= MostColumns
        ? new FittedHashEncode(ColumnChoice.Of(ColumnKind.Text, Columns, input, Name), Count, KeepSource)
        : throw new TrestleException(RowErrors.BadSetting(Name, "count", $"{Count} columns", $"2 to {MostColumns} columns"));
}

/// <summary>A fitted <see cref="HashEncode"/>; "no value" gives zeros.</summary>
public sealed record FittedHashEncode(IReadOnlyList<string> Columns, int Count, bool KeepSource) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (Count < 1)
        {
            throw new TrestleException(RowErrors.BadPlan($"'{HashEncode.Name}' makes {Count} columns"));
        }

        var binder = new StepBinder(input, HashEncode.Name);
        foreach (var column in Columns)
        {
            var position = binder.Find(column, ColumnKind.Text);
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.AddMany(
                position, [.. Enumerable.Range(1, Count).Select(n => new Column($"{column}.hash.{n}", ColumnKind.Number))],
                block => Encode(block.Texts(position)));
        }

        return binder.Done();
    }

    private Array[] Encode(ReadOnlySpan<string?> texts)
    {
        var columns = new double[Count][];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = new double[texts.Length];
        }

        for (var row = 0; row < texts.Length; row++)
        {
            if (texts[row] is { } text)
            {
                var hash = (int)Murmur.Of(Encoding.UTF8.GetBytes(text));
                columns[(int)(Math.Abs((long)hash) % Count)][row] = hash >= 0 ? 1 : -1;
            }
        }

        return columns;
    }
}
