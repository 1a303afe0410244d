using System.Runtime.InteropServices;

using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>The rows that repeat the key of an earlier row. A row without a key repeats nothing.</summary>
/// <param name="Rows">Their numbers.</param>
/// <param name="Keys">The keys with the number of rows that repeat them, most frequent first; not all if there are very many.</param>
internal sealed record KeyRepeats(IReadOnlyList<long> Rows, IReadOnlyList<(string Key, long Rows)> Keys)
{
    private const int MostKeys = 10_000;

    /// <summary>Whether no two rows have the same values in the columns of the key.</summary>
    public bool AllDiffer { get; private init; }

    /// <summary>Finds them; a key is missing when all of its columns are.</summary>
    public static KeyRepeats Of(RawRows rows, IReadOnlyList<string> key, IReadOnlyList<string> nullTokens, CancellationToken cancellation)
    {
        var repeated = rows.Repeats(key, cancellation).ToHashSet();
        if (repeated.Count == 0)
        {
            return new KeyRepeats([], []) { AllDiffer = true };
        }

        var (numbers, counts) = (new List<long>(repeated.Count), new Dictionary<string, long>(StringComparer.Ordinal));
        var number = 0L;
        foreach (var block in rows.ScanColumns(key, cancellation))
        {
            for (var i = 0; i < block.Rows; i++)
            {
                number++;
                if (!repeated.Contains(number) || Name(block, key, i, nullTokens) is not { } name)
                {
                    continue;
                }

                numbers.Add(number);
                if (counts.Count < MostKeys || counts.ContainsKey(name))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, name, out _)++;
                }
            }
        }

        return new KeyRepeats(
            numbers,
            [
                .. counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => (entry.Key, entry.Value)),
            ]);
    }

    private static string? Name(RowBlock block, IReadOnlyList<string> key, int row, IReadOnlyList<string> nullTokens)
    {
        string?[] parts = [.. key.Select(column => Part(block, block.Schema.Find(column), row))];
        return parts.All(part => ValueParser.IsNull(part, nullTokens)) ? null : string.Join(", ", parts);
    }

    private static string? Part(RowBlock block, int column, int row) => block.Schema[column].Kind == ColumnKind.Text
        ? block.Texts(column)[row]
        : double.IsNaN(block.Numbers(column)[row]) ? null : Labels.NumberName(block.Numbers(column)[row]);
}
