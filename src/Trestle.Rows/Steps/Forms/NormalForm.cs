using System.Text;

namespace Trestle.Rows.Steps.Forms;

/// <summary>The composed normal forms of texts (Unicode Standard Annex 15): NFC, and with <c>compatible</c> NFKC.</summary>
internal static class NormalForm
{
    /// <summary>The text in its form; the same instance where nothing changes. Halves of surrogate pairs stay as they are.</summary>
    public static string Of(string text, bool compatible)
    {
        if (!UnicodeData.NeedsWork(text, compatible))
        {
            return text;
        }

        var points = new List<int>(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            UnicodeData.Decompose(isPair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i], compatible, points);
            i += isPair ? 1 : 0;
        }

        Order(points);
        Compose(points);
        var form = Text(points);
        return form == text ? text : form;
    }

    /// <summary>Sorts each run of combining marks by class; marks of one class keep their order.</summary>
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            var sorted = true;
            while (end < points.Count && UnicodeData.Class(points[end]) is > 0 and var combining)
            {
                sorted &= end == start || UnicodeData.Class(points[end - 1]) <= combining;
                end++;
            }

            if (!sorted)
            {
                int[] marks = [.. points[start..end].OrderBy(UnicodeData.Class)];
                for (var i = 0; i < marks.Length; i++)
                {
                    points[start + i] = marks[i];
                }
            }

            start = Math.Max(start, end);
        }
    }

    /// <summary>Joins each code point with the beginning of its character, unless one of no lower class stands between.</summary>
    private static void Compose(List<int> points)
    {
        var (kept, first, last) = (0, -1, -1);
        foreach (var point in points.ToArray())
        {
            int combining = UnicodeData.Class(point);
            if (first >= 0 && last < combining && UnicodeData.Compose(points[first], point) is > 0 and var composed)
            {
                points[first] = composed;
                continue;
            }

            (first, last) = combining == 0 ? (kept, -1) : (first, combining);
            points[kept++] = point;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            if (point < 0x10000)
            {
                text.Append((char)point);
            }
            else
            {
                text.Append(char.ConvertFromUtf32(point));
            }
        }

        return text.ToString();
    }
}
