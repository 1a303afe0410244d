using System.Net;
using System.Text;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>Parts of pages that are files of their own.</summary>
internal static class HtmlParts
{
    /// <summary>A text that cannot be markup.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(Format.Plain(text));

    /// <summary>A figure in large letters, with what it is.</summary>
    public static string Number(string number, string words) =>
        $"<div><b>{Text(number)}</b><span class=\"quiet\">{Text(words)}</span></div>\n";

    /// <summary>A table; nothing when there are no rows.</summary>
    /// <param name="page">The page.</param>
    /// <param name="title">What stands above it.</param>
    /// <param name="headings">Its headings; one that starts with '&gt;' marks a column of figures.</param>
    /// <param name="rows">Its cells, which are HTML.</param>
    public static void Table(StringBuilder page, string title, string[] headings, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        page.Append($"<h2>{Text(title)}</h2>\n<div class=\"scroll\"><table>\n<tr>").AppendJoin(
            "", headings.Select(heading => $"<th{Look(heading)}>{Text(heading.TrimStart('>'))}</th>")).Append("</tr>\n");
        foreach (var cells in all)
        {
            page.Append("<tr>").AppendJoin("", cells.Select((cell, i) => $"<td{Look(headings[i])}>{cell}</td>")).Append("</tr>\n");
        }

        page.Append("</table></div>\n");

        static string Look(string heading) => heading.StartsWith('>') ? " class=\"number\"" : "";
    }
}
