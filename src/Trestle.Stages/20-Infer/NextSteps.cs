using System.Globalization;

using Trestle.Learners.Packages;
using Trestle.Rows.Csv;
using Trestle.Rows.Keyed;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Register;
using Trestle.Storage.Records;

namespace Trestle.Stages.Infer;

/// <summary>Forecasts that were written.</summary>
/// <param name="Series">Series that were forecast.</param>
/// <param name="Steps">Steps of each.</param>
/// <param name="From">The last time with a value, from which they are forecast.</param>
/// <param name="Short">Series that are too short to forecast.</param>
/// <param name="Interval">The level of the intervals; null for none.</param>
/// <param name="Result">The predictions.</param>
public sealed record ForecastResult(int Series, int Steps, string From, IReadOnlyList<string> Short, double? Interval, InferResult Result);

/// <summary>
/// The next steps of each series that a package knows, as rows that are predicted like any others: the names of the series and the times,
/// which are written as the training's are.
/// </summary>
public sealed class NextSteps(Project project, RecordStore records)
{
    private const double UsualLevel = 0.9;

    /// <summary>Forecasts the next steps into a file.</summary>
    /// <param name="model">Alias, version or package file.</param>
    /// <param name="steps">How many steps; null for the horizon of the model.</param>
    /// <param name="interval">The level of the intervals; null for 90 %, where the model has them.</param>
    /// <param name="output">The file.</param>
    /// <param name="resources">What may be used.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<ForecastResult> RunAsync(
        string model, int? steps, double? interval, string output, Resources resources, CancellationToken cancellation)
    {
        var scorer = new Scorer(ModelPackage.Open(await new ModelRegistry(project, records).PackageOfAsync(model, cancellation)));
        var look = scorer.LookUps.FirstOrDefault(look => look.Forecast is not null)
            ?? throw new TrestleException(NextStepsErrors.NoForecast(scorer.Package.Manifest.Name));
        var shape = look.Forecast!;
        string[] others = [.. scorer.Columns.Except(look.Columns)];
        Problem?[] problems =
        [
            others.Length > 0 ? NextStepsErrors.KnownColumns(others) : null,
            steps < 1 || steps > shape.Horizon ? NextStepsErrors.NoSuchHorizon(steps.Value, shape) : null,
        ];
        if (problems.OfType<Problem>().ToArray() is { Length: > 0 } found)
        {
            throw new TrestleException(found);
        }

        var series = look.Source!.Series(shape.Target).ToLookup(
            one => one.Values.Count(value => !double.IsNaN(value)) >= shape.Least);
        var last = shape.Last(look.Source!.Series(shape.Target)) ?? throw new TrestleException(NextStepsErrors.NoForecast(look.Table));
        string Time(long step) => Text(scorer, look.Columns[^1], shape.Step.Time(step));
        string[] times = [.. Enumerable.Range(1, steps ?? shape.Horizon).Select(ahead => Time(last + ahead))];
        var input = Path.Combine(project.NewTempFolder(), "steps.csv");
        Write(input, look.Columns, series[true], times);
        var level = interval ?? (scorer.NoInterval(UsualLevel) is null ? UsualLevel : null);
        var stage = new InferStage(project, records) { With = new Additions { Interval = level }, Names = look.Columns };
        var result = await stage.RunAsync(model, input, output, resources, (_, _) => { }, cancellation);
        return new ForecastResult(
            series[true].Count(), times.Length, Time(last),
            [.. series[false].Select(one => one.Name)], level, result);
    }

    private static void Write(string file, IReadOnlyList<string> columns, IEnumerable<KeyedSeries> series, IReadOnlyList<string> times)
    {
        using var writer = new StreamWriter(file);
        var csv = new CsvWriter(writer);
        csv.WriteRecord(columns);
        foreach (var one in series)
        {
            string[] key =
            [
                .. one.Key.Select(value => value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : (string)value),
            ];
            foreach (var time in times)
            {
                csv.WriteRecord([.. key, time]);
            }
        }
    }

    /// <summary>A time as the training's rows have it: in the first of the column's formats that reads it back.</summary>
    private static string Text(Scorer scorer, string name, double time)
    {
        var column = scorer.Package.Contract.Find(name)!;
        var utc = DateTime.SpecifyKind(DateTime.UnixEpoch.AddMicroseconds(time), DateTimeKind.Utc);
        string[] formats = [.. column.Formats, "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'"];
        return formats.Where(format => format.Any(char.IsLower) && !format.StartsWith("unix", StringComparison.Ordinal))
            .Select(format => utc.ToString(format, CultureInfo.InvariantCulture))
            .FirstOrDefault(text => ValueParser.TryRead(column, text, out var read) && read == time)
            ?? throw new TrestleException(NextStepsErrors.NoFormat(name, Format.Some([.. column.Formats], 3)));
    }
}
