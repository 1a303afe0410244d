using Trestle.Core.Errors;

namespace Trestle.Rows.Steps;

/// <summary>Finds texts among the categories that a step has learned.</summary>
internal sealed class CategoryIndex
{
    private readonly Dictionary<string, int> positions;

    /// <summary>Takes the categories in order. A duplicate was not written by Trestle: error TR0054.</summary>
    public CategoryIndex(IReadOnlyList<string> categories, string column)
    {
        positions = new Dictionary<string, int>(categories.Count, StringComparer.Ordinal);
        foreach (var category in categories)
        {
            if (!positions.TryAdd(category, positions.Count))
            {
                throw new TrestleException(RowErrors.BadPlan($"column '{column}' has a duplicate category"));
            }
        }
    }

    /// <summary>The code of a text that is not a category; that of "no value" is one more.</summary>
    public int Unseen => positions.Count;

    /// <summary>The code of each text: its category's position, <see cref="Unseen"/>, or one more for "no value".</summary>
    public int[] Codes(ReadOnlySpan<string?> texts)
    {
        var codes = GC.AllocateUninitializedArray<int>(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            codes[i] = texts[i] is not { } text ? Unseen + 1 : positions.TryGetValue(text, out var position) ? position : Unseen;
        }

        return codes;
    }

    /// <summary>A column with the table's values for the codes.</summary>
    public static double[] Look(ReadOnlySpan<int> codes, double[] table)
    {
        var values = GC.AllocateUninitializedArray<double>(codes.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = table[codes[i]];
        }

        return values;
    }
}
