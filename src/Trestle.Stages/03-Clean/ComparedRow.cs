using System.Text;

using Trestle.Core.Texts;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Clean;

/// <summary>A row as it is compared with others.</summary>
/// <param name="Number">Its number in the snapshot.</param>
/// <param name="Missing">How many of all its values are missing.</param>
/// <param name="Block">What must be equal; null when nothing must.</param>
/// <param name="Texts">The compared values: words in small letters; null where there is none.</param>
internal sealed record ComparedRow(long Number, int Missing, string? Block, string?[] Texts)
{
    /// <summary>All words of the compared values.</summary>
    public string Words { get; } = string.Join(' ', Texts.OfType<string>());

    /// <summary>The rows with a target that are not set aside, in source order.</summary>
    public static List<ComparedRow> Of(
        RawRows rows, SimilarRowsSettings settings, Contract contract, HashSet<long> unusable, CancellationToken cancellation)
    {
        var compared = new List<ComparedRow>();
        foreach (var block in rows.Scan(null, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            var folds = block.Numbers(block.Schema.Find(ReservedColumns.Fold));
            var numbers = block.Numbers(block.Schema.Find(ReservedColumns.Row));
            for (var row = 0; row < block.Rows; row++)
            {
                if ((int)folds[row] == RawRows.UnlabelledFold || unusable.Contains((long)numbers[row]))
                {
                    continue;
                }

                var blocked = settings.BlockBy.Select(name => Normal(Text(block, block.Schema.Find(name), row, contract))).ToArray();
                compared.Add(new ComparedRow(
                    (long)numbers[row], CountMissing(block, row, rows.Columns.Count, contract),
                    blocked.Length == 0 ? null : string.Join('\u0001', blocked.Select(text => text ?? "")),
                    [.. settings.Columns.Select(name => Normal(Text(block, block.Schema.Find(name), row, contract)))]));
            }
        }

        return compared;
    }

    /// <summary>All rows with their keys, as they are written.</summary>
    public static IEnumerable<ComparedRow> Keys(
        RawRows rows, IReadOnlyList<string> key, Contract contract, CancellationToken cancellation)
    {
        foreach (var block in rows.Scan(null, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var row = 0; row < block.Rows; row++)
            {
                yield return new ComparedRow(
                    (long)block.Numbers(block.Schema.Find(ReservedColumns.Row))[row],
                    CountMissing(block, row, rows.Columns.Count, contract),
                    string.Join('\u0001', key.Select(name => Written(block, block.Schema.Find(name), row) ?? "")), []);
            }
        }
    }

    /// <summary>How alike two rows are, 0 to 1: the mean over the columns in which both have a value, at least half of them.</summary>
    public double Similarity(ComparedRow other)
    {
        var (sum, count) = (0.0, 0);
        for (var column = 0; column < Texts.Length; column++)
        {
            if (Texts[column] is { } first && other.Texts[column] is { } second)
            {
                sum += Similarity(first, second);
                count++;
            }
        }

        return count == 0 || count * 2 < Texts.Length ? 0 : sum / count;
    }

    private static double Similarity(string first, string second)
    {
        // Numbers that differ are different, however alike their digits are: 12 and 14 Main Street are two houses.
        if (first == second || Digits(first) != Digits(second))
        {
            return first == second ? 1 : 0;
        }

        var length = Math.Max(first.Length, second.Length);
        return 1 - ((double)Math.Min(length, TextDistance.Between(first, second, length)) / length);
    }

    private static string Digits(string text) =>
        text.AsSpan().ContainsAnyInRange('0', '9') ? string.Concat(text.Where(char.IsAsciiDigit)) : "";

    private static int CountMissing(RowBlock block, int row, int columns, Contract contract)
    {
        var missing = 0;
        for (var column = 0; column < columns; column++)
        {
            missing += Text(block, column, row, contract) is null ? 1 : 0;
        }

        return missing;
    }

    private static string? Written(RowBlock block, int column, int row) =>
        block.Schema[column].Kind == ColumnKind.Text ? block.Texts(column)[row] : PrintNumber.Print(block.Numbers(column)[row]);

    private static string? Text(RowBlock block, int column, int row, Contract contract) =>
        Written(block, column, row) is { } text && !ValueParser.IsNull(text, contract.NullTokens) ? text : null;

    /// <summary>The words of a text in small letters, with one blank between them; null for none.</summary>
    private static string? Normal(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var words = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                words.Append(char.ToLowerInvariant(c));
            }
            else if (c is not ('\'' or '.') && words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        var normal = words.ToString().TrimEnd();
        return normal.Length == 0 ? null : normal;
    }
}
