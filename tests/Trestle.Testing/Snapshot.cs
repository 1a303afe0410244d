using System.Text;

using Shouldly;

namespace Trestle.Testing;

/// <summary>
/// Compares a text with the one that was accepted before, kept as <c>tests/Trestle.Tests/Snapshots/NAME.txt</c>. <c>./test accept</c>
/// accepts the new text; a text that was never accepted fails.
/// </summary>
public static class Snapshot
{
    /// <summary>Whether new texts are accepted: where <c>TRESTLE_ACCEPT</c> is 1, except in CI.</summary>
    public static bool Accepts { get; } =
        Environment.GetEnvironmentVariable("TRESTLE_ACCEPT") == "1" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>Fails with the lines that differ, unless the text is the accepted one.</summary>
    public static void Match(string text, string name)
    {
        var file = Path.Combine(Folder(), $"{name}.txt");
        if (Accepts)
        {
            File.WriteAllText(file, text);
        }

        File.Exists(file).ShouldBeTrue($"there is no snapshot {file}; look at the text and accept it with ./test accept:\n{text}");
        var accepted = File.ReadAllText(file);
        if (accepted != text)
        {
            throw new ShouldAssertException(
                $"{file} differs (- accepted, + now); accept it with ./test accept\n{Difference(accepted, text)}");
        }
    }

    /// <summary>The lines of both texts, with a minus before those only in the first and a plus before those only in the second.</summary>
    public static string Difference(string accepted, string now)
    {
        var (a, b) = (accepted.Split('\n'), now.Split('\n'));
        var common = CommonLines(a, b);
        var lines = new StringBuilder();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Append("  ").Append(a[i++]).Append('\n');
                j++;
            }
            else if (j == b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Append("- ").Append(a[i++]).Append('\n');
            }
            else
            {
                lines.Append("+ ").Append(b[j++]).Append('\n');
            }
        }

        return lines.ToString();
    }

    /// <summary>Length of the longest common subsequence of the lines from (i, j) on.</summary>
    private static int[,] CommonLines(string[] a, string[] b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Trestle.slnx")))
            {
                return Directory.CreateDirectory(Path.Combine(folder.FullName, "tests", "Trestle.Tests", "Snapshots")).FullName;
            }
        }

        throw new InvalidOperationException($"no Trestle.slnx above {AppContext.BaseDirectory}");
    }
}
