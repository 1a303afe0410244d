using System.Text;

namespace Trestle.EndToEnd.WriteCode;

/// <summary>Tables with a target that follows from their columns, some noise added, and values that are awkward to write.</summary>
internal static class Tables
{
    /// <summary>Kinds of awkward text, the second with a comma, the third with quotes and a line end.</summary>
    private static readonly string[] Kinds = [
        "plain", "with, comma", "with \"\"quotes\"\"\nand {braces}", "Ünïcode ☃", "back\\slash", "maybe"];

    /// <summary>A target of two classes.</summary>
    public static string Binary() => Rows(1500, (size, kind, random) => size + (0.3 * kind) + random.NextDouble() > 1.7 ? "yes" : "no");

    /// <summary>A target of three classes, one of which a spreadsheet would take for a formula.</summary>
    public static string Multiclass() =>
        Rows(
            1500,
            (size, kind, random) => (
                size + (0.2 * kind) + (0.5 * random.NextDouble())) switch
            { < 0.8 => "=low", < 1.4 => "mid", _ => "high" });

    /// <summary>A target that is a number.</summary>
    public static string Regression() => Rows(14_000, (size, kind, random) => $"{100 + (10 * size) + (3 * kind) + random.NextDouble():R}");

    private static string Rows(int count, Func<double, int, Random, string> target)
    {
        var random = new Random(5);
        var text = new StringBuilder("id,size,weight,kind,city,mixed,day,y\n");
        for (var row = 0; row < count; row++)
        {
            var (size, kind) = (random.NextDouble(), random.Next(Kinds.Length));
            var weight = random.Next(12) == 0 ? "" : random.Next(20) == 0 ? "-999" : $"{random.NextDouble() * 1000:R}";
            var city = random.Next(15) == 0
                ? ""
                : $"{(random.Next(2) == 0 ? " City  " : "city ")}{(int)(60 * random.NextDouble() * random.NextDouble())}";
            var mixed = random.Next(4) switch
            {
                0 => $"1,{random.Next(100, 999)}.5",
                1 => random.Next(2) == 0 ? "Yes" : "f",
                2 => $"{2000 + random.Next(20)}-0{1 + random.Next(9)}-11",
                _ => "n/a?",
            };
            var day = new DateTime(2019, 1, 1).AddHours(random.Next(30_000));
            text.Append(
                $"{row},{size:R},{weight},\"{Kinds[kind]}\",{city},\"{mixed}\",{day:yyyy-MM-dd HH:mm:ss},{target(size, kind, random)}\n");
        }

        return text.ToString();
    }
}
