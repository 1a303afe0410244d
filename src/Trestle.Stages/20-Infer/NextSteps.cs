using Trestle.Learners.Packages;
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
        var file = await new ModelRegistry(project, records).PackageOfAsync(model, cancellation);
        var scorer = new Scorer(ModelPackage.Open(file));
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

        var all = look.Source!.Series(shape.Target).ToArray();
        var series = all.ToLookup(one => one.Values.Count(value => !double.IsNaN(value)) >= shape.Least);
        var last = shape.Last(all) ?? throw new TrestleException(NextStepsErrors.NoForecast(look.Table));
        string Time(long step) => Text(scorer, look.Columns[^1], shape.Step.Time(step));
        string[] times = [.. Enumerable.Range(1, steps ?? shape.Horizon).Select(ahead => Time(last + ahead))];
        var input = Path.Combine(project.NewTempFolder(), "steps.parquet");
        using (var tables = resources.Tables(project))
        {
            var schema = Schema(look);
            tables.Write(schema, series[true].Select(one => Block(schema, one, times)), input, cancellation);
        }

        var level = interval ?? (scorer.NoInterval(UsualLevel) is null ? UsualLevel : null);
        var stage = new InferStage(project, records) { With = new Additions { Interval = level }, Names = look.Columns };
        var result = await stage.RunAsync(file, input, output, resources, (_, _) => { }, cancellation);
        return new ForecastResult(
            series[true].Count(), times.Length, Time(last),
            [.. series[false].Select(one => one.Name)], level, result);
    }

    private static RowSchema Schema(FittedLookUp look) => new(
    [
        .. look.Source!.Schema.Keys.Select((key, place) => new Column(look.Columns[place], key.Kind)),
        new Column(look.Columns[^1], ColumnKind.Text),
    ]);

    private static RowBlock Block(RowSchema schema, KeyedSeries series, string[] times) => new(
        schema, times.Length,
        [
            .. series.Key.Select(value => value is double number
                ? (Array)Enumerable.Repeat(number, times.Length).ToArray()
                : Enumerable.Repeat((string?)value, times.Length).ToArray()),
            times,
        ]);

    /// <summary>A time as the training's rows have it.</summary>
    private static string Text(Scorer scorer, string name, double time) =>
        scorer.Package.Contract.Find(name)! is var column && OtherDates.InFormat(column, time) is { } text
            ? text
            : throw new TrestleException(NextStepsErrors.NoFormat(name, Format.Some([.. column.Formats], 3)));
}
