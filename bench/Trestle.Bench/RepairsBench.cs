using System.Diagnostics;
using System.Globalization;

using Trestle.Stages.Clean.Repairs;
using Trestle.Stages.Ingest;
using Trestle.Storage.Tables;

namespace Trestle.Bench;

/// <summary>
/// How many wrong cells the suggested repairs find and mend, without a rule written by hand: on tables that have a clean twin, and on clean
/// tables that are corrupted here. A changed cell is right when it equals the twin's.
/// </summary>
internal static class RepairsBench
{
    private const double CorruptedShare = 0.02;

    /// <summary>Clean tables: nearly nothing may be changed in them.</summary>
    private static readonly (string File, bool Header)[] Tables =
    [
        ("adult_raw/adult-train.csv", false),
        ("nycflights13_tables/airlines.csv", true),
        ("nycflights13_tables/airports.csv", true),
        ("nycflights13_tables/planes.csv", true),
        ("nycflights13_tables/weather.csv", true),
        ("nycflights13_tables/flights_sample_32735.csv", true),
        ("wine_quality/winequality-redwhite.csv", true),
        ("bike_sharing/day.csv", true),
        ("bike_sharing/hour.csv", true),
        ("telco_churn/Telco-Customer-Churn.csv", true),
        ("credit_g/credit-g.csv", true),
        ("vehicle/vehicle.csv", true),
        ("california_housing/housing.csv", true),
        ("electricity_openml/electricity.csv", true),
        ("nyc_taxi_2018/yellow_tripdata_sample_2018-01.csv", true),
        ("committable/Chicago.csv", true),
        ("raha/beers_clean.csv", true),
        ("raha/hospital_clean.csv", true),
    ];

    /// <summary>Runs it on twins: <c>DIRTY CLEAN [changes]</c>.</summary>
    public static void Run(string[] args)
    {
        var (dirty, clean) = (Read(args[0], header: true), Read(args[1], header: true));
        var watch = Stopwatch.StartNew();
        var (repairs, repaired) = RepairSearch.Run(dirty, CancellationToken.None);
        Console.WriteLine($"{Path.GetFileName(args[0])}: {dirty.Rows} rows x {dirty.Columns} columns, {watch.Elapsed.TotalSeconds:0.0} s");
        Show(repairs);
        var total = new Score();
        Console.WriteLine("| column | wrong | changed | right | precision | recall | F1 |\n|---|---:|---:|---:|---:|---:|---:|");
        for (var column = 0; column < dirty.Columns; column++)
        {
            var score = Score.Of(dirty, repaired, clean, column);
            total.Add(score);
            if (score.Wrong + score.Changed > 0)
            {
                Console.WriteLine(score.Line(dirty.Schema[column].Name));
            }
        }

        Console.WriteLine(total.Line("**all**"));
        foreach (var change in args.Length > 2 ? dirty.Changes(repaired) : [])
        {
            var truth = clean.Block.Texts(clean.Schema.Find(change.Column))[change.Row];
            if (truth != change.After)
            {
                Console.WriteLine($"  wrong: row {change.Row + 1} {change.Column}: '{change.Before}' -> '{change.After}', not '{truth}'");
            }
        }

        foreach (var change in args.Length > 2 ? repaired.Changes(clean).Take(int.Parse(args[2], CultureInfo.InvariantCulture)) : [])
        {
            Console.WriteLine($"  left: row {change.Row + 1} {change.Column}: '{change.Before}' should be '{change.After}'");
        }
    }

    /// <summary>Runs it on clean tables, as they are and corrupted: <c>[data] [seed] [table]</c>.</summary>
    public static void Corrupted(string[] args)
    {
        var data = args.Length > 0 ? args[0] : "../shared/data";
        var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
        Console.WriteLine("| table | cells | changed though clean | share | wrong | changed | right | precision | recall | s |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (file, header) in Tables.Where(table => args.Length < 3 || table.File.Contains(args[2], StringComparison.Ordinal)))
        {
            var clean = Read(Path.Combine(data, file), header);
            var watch = Stopwatch.StartNew();
            var (found, after) = RepairSearch.Run(clean, CancellationToken.None);
            var seconds = watch.Elapsed.TotalSeconds;
            var changed = clean.Changes(after).Count;
            if (args.Length > 2)
            {
                Show(found);
            }

            var dirty = Corruption.Of(clean, CorruptedShare, new Random(seed));
            var (repairs, repaired) = RepairSearch.Run(dirty, CancellationToken.None);
            var score = new Score();
            for (var column = 0; column < dirty.Columns; column++)
            {
                score.Add(Score.Of(dirty, repaired, clean, column));
            }

            if (args.Length > 2)
            {
                Show(repairs);
                Wrong(dirty, repaired, clean);
            }

            var cells = (long)clean.Rows * clean.Columns;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Path.GetFileNameWithoutExtension(file)} | {cells} | {changed} | {(double)changed / cells:P3} | {score.Wrong} "
                    + $"| {score.Changed} | {score.Right} | {score.Precision:0.000} | {score.Recall:0.000} | {seconds:0.0} |"));
        }
    }

    private static void Wrong(TextTable dirty, TextTable repaired, TextTable clean)
    {
        foreach (var change in dirty.Changes(repaired))
        {
            if (clean.Block.Texts(clean.Schema.Find(change.Column))[change.Row] is var truth && truth != change.After)
            {
                Console.WriteLine($"  wrong: row {change.Row + 1} {change.Column}: '{change.Before}' -> '{change.After}', not '{truth}'");
            }
        }
    }

    private static void Show(IReadOnlyList<FoundRepair> repairs)
    {
        foreach (var repair in repairs)
        {
            Console.WriteLine(
                $"- {repair.Finder} {string.Join(", ", repair.Step.Columns!)}: {repair.Changes.Count} cells; {repair.Reason}; "
                + $"expected {repair.Precision:P0}; "
                + string.Join(", ", repair.Changes.Take(3).Select(change => $"'{change.Before}' -> '{change.After}'")));
        }
    }

    private static TextTable Read(string file, bool header)
    {
        var temporary = Directory.CreateTempSubdirectory("trestle-repairs-").FullName;
        try
        {
            using var engine = new TableEngine(new TableEngineSettings(2, 1L << 30, temporary));
            using var import = new CsvSource().Read(
                engine, [file], new SourceSettings { Path = [file], Header = header }, CancellationToken.None);
            return TextTable.Of(import.Table.Schema, import.Table.Scan(null, null, CancellationToken.None));
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Counted cells.</summary>
    private sealed class Score
    {
        public long Wrong { get; private set; }

        public long Changed { get; private set; }

        public long Right { get; private set; }

        public double Precision => Changed == 0 ? 1 : (double)Right / Changed;

        public double Recall => Wrong == 0 ? 1 : (double)Right / Wrong;

        public static Score Of(TextTable dirty, TextTable repaired, TextTable clean, int column)
        {
            var before = dirty.Block.Texts(column);
            var after = repaired.Block.Texts(column);
            var truth = clean.Block.Texts(clean.Schema.Find(dirty.Schema[column].Name) is >= 0 and var found ? found : column);
            var score = new Score();
            for (var row = 0; row < before.Length; row++)
            {
                var (wrong, changed) = (before[row] != truth[row], before[row] != after[row]);
                score.Wrong += wrong ? 1 : 0;
                score.Changed += changed ? 1 : 0;
                score.Right += changed && after[row] == truth[row] ? 1 : 0;
            }

            return score;
        }

        public void Add(Score other) => (Wrong, Changed, Right) = (Wrong + other.Wrong, Changed + other.Changed, Right + other.Right);

        public string Line(string name) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Wrong} | {Changed} | {Right} | {Precision:0.000} | {Recall:0.000} "
                + $"| {2 * Precision * Recall / Math.Max(1e-9, Precision + Recall):0.000} |");
    }
}
