using System.Globalization;
using System.Text;

namespace Trestle.Bench;

/// <summary>
/// What sixty expectations take beside six, on the table of <see cref="DataBench"/>: <c>trestle validate</c> from the CSV file on, each a
/// process of its own, in turn.
/// </summary>
internal static class ExpectationsBench
{
    private static readonly string[] Six =
    [
        "not-null: {column: id}", "unique: {column: id}", "between: {column: age, min: 0, max: 120}",
        "accepted-values: {column: plan, values: [basic, plus, premium]}", "mean-between: {column: income, min: 1, max: 1000000}",
        "regex: {column: city, pattern: '^city[0-9]+$'}",
    ];

    private static readonly string[] More =
    [
        "not-null: {column: age, mostly: 0.9}", "not-null: {column: income, mostly: 0.9}", "not-null: {column: city, mostly: 0.9}",
        "not-null: {column: comment}", "not-null: {column: signup}", "of-type: {column: id, type: whole}",
        "of-type: {column: score, type: number}", "whole-numbers: {column: age}", "whole-numbers: {column: visits}",
        "between: {column: score, min: -3, max: 3}", "between: {column: balance, min: -1000, max: 1000}",
        "between: {column: visits, min: 0, max: 8}", "between: {column: income, min: 0, strict-min: true}",
        "date-between: {column: signup, from: '2019-01-01', until: '2023-12-31'}", "not-in-future: {column: signup}",
        "date-format: {column: signup, formats: ['yyyy-MM-dd HH:mm:ss']}", "multiple-of: {column: balance, step: 0.001}",
        "accepted-values: {column: active, values: ['yes', 'no']}", "rejected-values: {column: city, values: [test, dummy]}",
        "regex: {column: comment, pattern: '^note [0-9]+ about city[0-9]+$'}", "not-regex: {column: comment, pattern: '[<>]'}",
        "like: {column: comment, pattern: 'note %'}", "not-like: {column: city, pattern: '%test%'}",
        "length-between: {column: comment, min: 5, max: 40}", "length-between: {column: city, min: 5, max: 7}",
        "starts-with: {column: city, text: city}", "contains: {column: comment, text: about}", "trimmed: {column: comment}",
        "trimmed: {column: city}", "not-blank: {column: comment}", "no-control-characters: {column: comment}",
        "valid-unicode: {column: comment}",
        "ascii: {column: city}", "lower-case: {column: plan}", "unique: {column: comment, mostly: 0}",
        "increasing: {column: id, strictly: true}",
        "median-between: {column: age, min: 50, max: 60}", "deviation-between: {column: age, min: 10, max: 30}",
        "min-between: {column: age, min: 18}", "max-between: {column: age, max: 89}", "sum-between: {column: visits, min: 1}",
        "quantile-between: {column: income, quantile: 0.95, min: 50000}", "skewness-between: {column: income, min: -1, max: 1}",
        "outlier-share-between: {column: income, max: 0.05}", "zero-share-between: {column: visits, max: 0.2}",
        "negative-share-between: {column: balance, min: 0.4, max: 0.6}", "null-share-between: {column: plan, max: 0.03}",
        "distinct-count-between: {column: city, min: 200, max: 200}", "entropy-between: {column: city, min: 5, max: 6}",
        "contains-values: {column: plan, values: [basic, plus, premium]}",
        "correlation-between: {column: age, other: income, min: -0.1, max: 0.1}",
        "compound-unique: {columns: [id, city]}", "row-count: {min: 1000}", "columns-include: {columns: [id, age, churn]}",
    ];

    /// <summary>The first thirty, as a part of a configuration; one value in ten may be dirt.</summary>
    public static string Thirty => Expectations(
        Six.Concat(More.Take(24)).Select(text => text.Contains("column: plan", StringComparison.Ordinal)
            || text.Contains("column: city, pattern", StringComparison.Ordinal)
                ? text.Replace("}", ", mostly: 0.9}", StringComparison.Ordinal) : text));

    /// <summary>Compares: rows (default 3,000,000), repeats (default 3).</summary>
    public static void Run(string[] arguments)
    {
        var (rows, repeats) = DataBench.Sizes(arguments);
        var folder = Directory.CreateTempSubdirectory("trestle-expectations-").FullName;
        try
        {
            var trestle = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Trestle.Cli/release/trestle"));
            var (small, csv) = (Path.Combine(folder, "small.csv"), Path.Combine(folder, "rows.csv"));
            DataBench.Write(small, 20_000);
            DataBench.Write(csv, rows);
            string[] none = [];
            (string Name, string[] Expected)[] sets = [("none", none), ("6", Six), ("60", [.. Six, .. More])];
            foreach (var (name, expected) in sets)
            {
                var project = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
                File.WriteAllText(
                    Path.Combine(project, "trestle.yaml"),
                    $"name: bench\nsource: ../small.csv\ntarget: churn\nkey: [id]\n{Expectations(expected)}");
                DataBench.Measure($"contract of {name}", trestle, "run", project, "--to", "validate-data");
            }

            Console.WriteLine(FormattableString.Invariant($"{rows:N0} rows × 12 columns, {new FileInfo(csv).Length / 1e6:N0} MB of CSV"));
            Console.WriteLine("                                wall s   CPU s   peak MB");
            var walls = sets.ToDictionary(set => set.Name, _ => new List<double>());
            for (var i = 0; i < repeats; i++)
            {
                foreach (var (name, expected) in sets)
                {
                    walls[name].Add(DataBench.Measure(
                        $"validate, {expected.Length} expectations", trestle, "validate", csv, "--against", Path.Combine(folder, name)));
                }
            }

            var (six, sixty) = (DataBench.Median(walls["6"]), DataBench.Median(walls["60"]));
            Console.WriteLine(FormattableString.Invariant($"median: 60 take {sixty:0.0} s, 6 take {six:0.0} s, ratio {sixty / six:0.00}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes the table and the sixty expectations for a peer: a folder, rows.</summary>
    public static void Write(string[] arguments)
    {
        DataBench.Write(Path.Combine(arguments[0], "rows.csv"), int.Parse(arguments[1], CultureInfo.InvariantCulture));
        DataBench.Write(Path.Combine(arguments[0], "small.csv"), 20_000);
        File.WriteAllText(
            Path.Combine(arguments[0], "trestle.yaml"),
            $"name: bench\nsource: small.csv\ntarget: churn\nkey: [id]\n{Expectations([.. Six, .. More])}");
    }

    private static string Expectations(IEnumerable<string> expected)
    {
        var text = new StringBuilder("validate-data:\n  expectations:\n");
        foreach (var expectation in expected)
        {
            text.Append(CultureInfo.InvariantCulture, $"    - {expectation}\n");
        }

        return expected.Any() ? text.ToString() : "";
    }
}
