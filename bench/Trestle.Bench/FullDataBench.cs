namespace Trestle.Bench;

/// <summary>
/// Stages 1 to 5 with thirty expectations and repairs, on the table of <see cref="DataBench"/> with dirt in it, next to DuckDB's copy of
/// the file and the same work written in pandas.
/// </summary>
internal static class FullDataBench
{
    private const string Rules = """
        clean:
          drop-where: age > 110
          repairs:
            - replace-values: {columns: [plan], values: {BASIC: basic}}
          steps:
            - null-tokens: {columns: [age], tokens: [unknown]}
        standardise:
          fold-case: true
          steps:
            - clip: {columns: [income], bounds: values, low: 22500, high: 59500}
        curate:
          derive:
            spent: income / 12 - balance
          filter: visits >= 0

        """;

    /// <summary>Compares: rows (default 3,000,000), repeats (default 3), further arguments of <c>trestle run</c>.</summary>
    public static void Run(string[] arguments)
    {
        var (rows, repeats) = DataBench.Sizes(arguments);
        var folder = Directory.CreateTempSubdirectory("trestle-data-").FullName;
        try
        {
            var csv = Path.Combine(folder, "rows.csv");
            DataBench.Write(csv, rows, dirt: true);
            File.WriteAllText(
                Path.Combine(folder, "trestle.yaml"),
                $"name: bench\nsource: rows.csv\ntarget: churn\nkey: [id]\n{ExpectationsBench.Thirty}{Rules}");
            var size = new FileInfo(csv).Length / 1e6;
            Console.WriteLine(FormattableString.Invariant($"{rows:N0} rows × 12 columns, {size:N0} MB of CSV with dirt"));
            Console.WriteLine("                                wall s   CPU s   peak MB");
            var (ours, theirs, pandas) = (new List<double>(), new List<double>(), new List<double>());
            for (var i = 0; i < repeats; i++)
            {
                DataBench.DeleteState(folder);
                ours.Add(DataBench.Measure(
                    "trestle run --to curate", DataBench.Published, ["run", folder, "--to", "curate", .. arguments.Skip(2)]));
                theirs.Add(DataBench.Measure(
                    "DuckDB, CSV to Parquet", Environment.ProcessPath!, "data-duckdb", csv, Path.Combine(folder, "copy.parquet")));
                pandas.Add(DataBench.Measure(
                    "the same in pandas", "/usr/bin/python3", "bench/peers/data_pandas.py", csv, Path.Combine(folder, "pandas.pickle")));
            }

            var (own, copy, peer) = (DataBench.Median(ours), DataBench.Median(theirs), DataBench.Median(pandas));
            Console.WriteLine(FormattableString.Invariant(
                $"median: {own:0.0} s; DuckDB {copy:0.00} s, ratio {own / copy:0.0}; pandas {peer:0.0} s, {peer / own:0.0} times as long"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
