using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

using Trestle.Core.Lifecycle;

namespace Trestle.Tests.Docs.Errors;

/// <summary>The pages in <c>docs/errors</c>: one for each number, and a list of all.</summary>
internal static partial class ErrorPages
{
    /// <summary>The texts of all pages by their name in the folder.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = ErrorNumber.All
        .ToDictionary(number => $"{number.Code}.md", Page)
        .Append(new("README.md", Index()))
        .ToDictionary();

    private static string Page(ErrorNumber number)
    {
        var page = new StringBuilder($"# {Title(number)}\n");
        foreach (var form in number.Forms)
        {
            page.Append(CultureInfo.InvariantCulture, $"""

                - **Found**: {Escape(form.Found)}
                - **Expected**: {Escape(form.Expected)}
                - **Where**: {Escape(form.Where)}
                - **Fix**: {Escape(form.Fix)}

                """);
        }

        return page.Append(CultureInfo.InvariantCulture, $"\nPart of Trestle: {Area(number.Area)}. [All errors](README.md)\n").ToString();
    }

    private static string Index()
    {
        var index = new StringBuilder("""
            # Errors
            Every error has a number, which never changes its meaning, and says what was found, what was expected, where, and how to fix it.
            The first two digits are the stage that it belongs to, or 00. On the pages a name in braces stands for what was found when the
            error happened, brackets hold what is not always there, and `(a | b)` is one of the two.

            """);
        foreach (var area in ErrorNumber.All.GroupBy(number => number.Area.Name))
        {
            index.Append(CultureInfo.InvariantCulture, $"\n## {area.Key}\n");
            foreach (var number in area)
            {
                index.Append(CultureInfo.InvariantCulture, $"- [{number.Code}]({number.Code}.md): {Found(number)}\n");
            }
        }

        return index.ToString();
    }

    private static string Title(ErrorNumber number) => $"{number.Code}: {Found(number)}";

    private static string Found(ErrorNumber number) => Escape(string.Join("; or ", number.Forms.Select(Short).Distinct()));

    /// <summary>What was found; with what was expected, or where, if the sources leave open what was found.</summary>
    private static string Short(ErrorForm form) =>
        !IsOpen(form.Found) ? form.Found : IsOpen(form.Expected) ? $"{form.Found}, {form.Where}" : $"{form.Found}; expected: {form.Expected}";

    private static bool IsOpen(string text) => text is ['{', .., '}'] && text.IndexOf('}') == text.Length - 1;

    private static string Area(ErrorArea area) =>
        Stage.All.SingleOrDefault(stage => area.First == stage.Number * 100 && area.Last == area.First + 99) is { } stage
        ? $"[{area.Name}](../stages/{stage.Number:00}-{stage.Slug}.md)"
        : area.Name.ToLowerInvariant();

    /// <summary>One line that Markdown shows as it is; what stands between backticks is code already.</summary>
    private static string Escape(string text) => Special().Replace(text.ReplaceLineEndings(" "), @"\$0");

    [GeneratedRegex(@"(<|(?<!\w)_|_(?!\w)|(?<! )\*|\*(?! ))(?=([^`]*`[^`]*`)*[^`]*$)")]
    private static partial Regex Special();
}
