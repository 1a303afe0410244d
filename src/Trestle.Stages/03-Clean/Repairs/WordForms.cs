using System.Text;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>
/// Values that are the same but for case, white space, Unicode form and marks at their ends: the rare form becomes the frequent one
/// (OpenRefine's fingerprint without the sorting of words).
/// </summary>
internal sealed class WordForms : IRepairFinder
{
    private const int ShortText = 3;
    private const int FrequentRows = 5;
    private const int Ratio = 10;

    /// <inheritdoc/>
    public string Name => "word-forms";

    /// <inheritdoc/>
    public IEnumerable<ProposedRepair> Find(TextTable table, CancellationToken cancellation)
    {
        for (var column = 0; column < table.Columns; column++)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = table[column];
            if (values.NumberShare > 0.5 || values.Texts.Length * 2 > values.Present)
            {
                continue;
            }

            var repairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var forms in values.Texts.Where(text => text.Length >= ShortText).GroupBy(Fingerprint, StringComparer.Ordinal))
            {
                var usual = forms.First();
                var rows = values.CountOf(usual);
                foreach (var other in forms.Skip(1).Where(other => forms.Key.Length >= ShortText && rows >= FrequentRows
                    && rows >= Ratio * values.CountOf(other)))
                {
                    repairs[other] = usual;
                }
            }

            if (repairs.Count > 0)
            {
                yield return new ProposedRepair(
                    new ReplaceValues { Columns = [table.Schema[column].Name], Values = repairs },
                    $"other forms of a value that is at least {Ratio} times as frequent", 0.97);
            }
        }
    }

    private static string Fingerprint(string text)
    {
        var normal = text.IsNormalized(NormalizationForm.FormKC) ? text : text.Normalize(NormalizationForm.FormKC);
        var words = normal.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Join(' ', words);
        var (start, end) = (0, joined.Length);
        while (start < end && !char.IsLetterOrDigit(joined[start]))
        {
            start++;
        }

        while (end > start && !char.IsLetterOrDigit(joined[end - 1]))
        {
            end--;
        }

        return joined[start..end];
    }
}
