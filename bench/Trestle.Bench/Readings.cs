namespace Trestle.Bench;

/// <summary>Shows how awkward inputs are read: <c>readings [folder]</c>.</summary>
internal static class Readings
{
    public static void Run(string[] args)
    {
        var cases = ReadingCase.Load(args.FirstOrDefault() ?? Path.Combine("bench", "readings"));
        var sums = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Console.WriteLine("| kind | case | |");
        Console.WriteLine("|---|---|---|");
        using var check = new ReadingCheck();
        foreach (var input in cases)
        {
            var verdict = check.RunAsync(input, CancellationToken.None).GetAwaiter().GetResult();
            sums[verdict.Word] = sums.GetValueOrDefault(verdict.Word) + 1;
            var difference = verdict.Difference is null ? "" : $": {verdict.Difference}";
            Console.WriteLine($"| {input.Kind} | {input.Name} | {verdict.Word}{difference} |");
        }

        Console.WriteLine($"\n{cases.Count} cases: {string.Join(", ", sums.Select(sum => $"{sum.Value} {sum.Key}"))}");
    }
}
