using System.Text.Json.Serialization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>A column that a look-up adds.</summary>
/// <param name="Column">Its name in the keyed table; empty for the number of rows.</param>
/// <param name="Name">Its name among the row's columns.</param>
/// <param name="Kind">Its kind.</param>
public sealed record LookUpColumn(string Column, string Name, ColumnKind Kind)
{
    /// <summary>
    /// What is made of the column in all rows of the key and the window; null for the value of the one row that is found.
    /// </summary>
    public KeyedAggregate? Of { get; init; }

    /// <summary>How many of the latest rows count; for a lag, how many rows back. Null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Rows { get; init; }

    /// <summary>How far back rows count, in the unit of the times; for a lag, how long ago. Null for the window of the step.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Window { get; init; }

    /// <summary>What of a series is known when a step of it is forecast; null for columns that are not of a series.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SeriesValue? Series { get; init; }
}

/// <summary>
/// Adds columns of a <see cref="KeyedTable"/>: those of the row that has the key, or, with times, of the latest row that was known at the
/// row's own time. Training and requests look up the same file by the same step, so they cannot see different rows. Stage 5 plans it
/// from the joins of the configuration.
/// </summary>
public sealed record LookUp : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "look-up";

    /// <summary>The columns with the key, in the order of the table's; with times, the column with the row's time last.</summary>
    [Setting("Columns with the key; with times, the column with the row's time last.", Example = "[tailnum]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The name of the keyed table.</summary>
    [Setting("The keyed table.", Example = "planes")]
    public string Table { get; init; } = "";

    /// <summary>The columns to add.</summary>
    public IReadOnlyList<LookUpColumn> Outputs { get; init; } = [];

    /// <summary>Whether the last of <see cref="Columns"/> is the row's time.</summary>
    public bool Timed { get; init; }

    /// <summary>How much older than the row's time the found row may be, in the unit of the times; null for any age.</summary>
    public double? Within { get; init; }

    /// <summary>How far back rows are counted and summed up, in the unit of the times; null for all of the past.</summary>
    public double? Window { get; init; }

    /// <summary>Whether only rows before the row's own time are seen, and none at the same time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Before { get; init; }

    /// <summary>How long after their times rows become known, in the unit of the times.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Delay { get; init; }

    /// <summary>
    /// How the series of the table are forecast: a row then sees the values up to the origin that it is forecast from. Null for other
    /// tables.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SeriesShape? Forecast { get; init; }

    /// <summary>Name of a reserved column that gets the <see cref="KeyedOutcome"/> of each row; null for none.</summary>
    public string? Outcome { get; init; }

    /// <summary>Whether a row of a request is refused that finds nothing.</summary>
    public bool Required { get; init; }

    /// <summary>The table; null until it is known (<see cref="FittedLookUp.With"/>).</summary>
    [JsonIgnore]
    public KeyedTable? Source { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedLookUp(
        Table, ColumnChoice.Required(Columns, input, Name), Outputs)
    {
        Timed = Timed,
        Within = Within,
        Window = Window,
        Before = Before,
        Delay = Delay,
        Forecast = Forecast,
        Outcome = Outcome,
        Required = Required,
        Source = Source,
    };
}

/// <summary>A fitted <see cref="LookUp"/>. It can be bound without its table, but not run.</summary>
public sealed record FittedLookUp(string Table, IReadOnlyList<string> Columns, IReadOnlyList<LookUpColumn> Outputs) : IFittedStep
{
    /// <summary>Whether the last of <see cref="Columns"/> is the row's time.</summary>
    public bool Timed { get; init; }

    /// <summary>How much older than the row's time the found row may be, in the unit of the times; null for any age.</summary>
    public double? Within { get; init; }

    /// <summary>How far back rows are counted and summed up, in the unit of the times; null for all of the past.</summary>
    public double? Window { get; init; }

    /// <summary>Whether only rows before the row's own time are seen, and none at the same time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Before { get; init; }

    /// <summary>How long after their times rows become known, in the unit of the times.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Delay { get; init; }

    /// <summary>
    /// How the series of the table are forecast: a row then sees the values up to the origin that it is forecast from. Null for other
    /// tables.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SeriesShape? Forecast { get; init; }

    /// <summary>Name of a reserved column that gets the <see cref="KeyedOutcome"/> of each row; null for none.</summary>
    public string? Outcome { get; init; }

    /// <summary>Whether a row of a request is refused that finds nothing.</summary>
    public bool Required { get; init; }

    /// <summary>The table; null until it is known.</summary>
    [JsonIgnore]
    public KeyedTable? Source { get; init; }

    /// <summary>Whether it adds a column.</summary>
    public bool Adds(string name) => Outputs.Any(output => output.Name == name);

    /// <summary>Why a row that must find something finds nothing, for people.</summary>
    public string WhyNot(KeyedOutcome outcome) => (Forecast, outcome) switch
    {
        (null, _) => $"{string.Join(", ", Columns)} finds no row in {Table}",
        ({ } shape, KeyedOutcome.TooOld) =>
            $"{Columns[^1]} is further ahead than the horizon, {shape.Horizon} times a {shape.Step.Words} after the last known value",
        (_, KeyedOutcome.NotYet) => $"too few values are known before {Columns[^1]} to forecast the series",
        _ => $"the series of {string.Join(", ", Columns.SkipLast(1))} is not known",
    };

    /// <summary>The step without the columns that nothing is made from; one that must find a row stays.</summary>
    internal FittedLookUp Only(Func<string, bool> used) => this with { Outputs = [.. Outputs.Where(output => used(output.Name))] };

    /// <summary>The step with its table; error TR2352 if that is not there, TR2353 if it is another one.</summary>
    public FittedLookUp With(IReadOnlyDictionary<string, KeyedTable> tables)
    {
        if (!tables.TryGetValue(Table, out var table))
        {
            throw new TrestleException(KeyedErrors.NotThere(Table, [.. tables.Keys]));
        }

        var missing = Outputs.FirstOrDefault(output => !Has(table.Schema, output));
        var fault = missing is not null ? $"it has no column '{missing.Column}' of {missing.Kind.ToString().ToLowerInvariant()}s"
            : table.Schema.Keys.Count != Columns.Count - (Timed ? 1 : 0) ? $"its key has {table.Schema.Keys.Count} columns"
            : Timed != table.Schema.Time is not null ? $"it has {(Timed ? "no " : "")}times"
            : null;
        return fault is null ? this with { Source = table } : throw new TrestleException(KeyedErrors.DoesNotFit(Table, fault));
    }

    private static bool Has(KeyedSchema table, LookUpColumn output)
    {
        var column = table.Columns.FirstOrDefault(column => column.Name == output.Column);
        return output.Of switch
        {
            null => table.Columns.Contains(new Column(output.Column, output.Kind)),
            KeyedAggregate.Count when output.Column.Length == 0 => true,
            KeyedAggregate.Last or KeyedAggregate.Latest or KeyedAggregate.Lag => column.Name is not null && column.Kind == output.Kind,
            KeyedAggregate.Count or KeyedAggregate.Distinct => column.Name is not null && output.Kind == ColumnKind.Number,
            _ => column is { Name: not null, Kind: ColumnKind.Number } && output.Kind == ColumnKind.Number,
        };
    }

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => Columns.All(has) && (Outputs.Count > 0 || Outcome is not null) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, LookUp.Name);
        int[] places = [.. Columns.Select((column, i) => Timed && i == Columns.Count - 1
            ? binder.Find(column, ColumnKind.Number) : binder.Find(column, out _))];
        var keys = Timed ? places[..^1] : places;
        CheckKinds(input, keys);
        Column[] added =
        [
            .. Outputs.Select(output => new Column(output.Name, output.Kind)),
            .. Outcome is null ? [] : new[] { new Column(Outcome, ColumnKind.Number) },
        ];
        int[] columns = Source is not { } table ? []
            : [.. Outputs.Select(output => table.Schema.Place(output.Column))];
        return binder.AddFromAll(places, added, block => Look(block, keys, Timed ? places[^1] : -1, columns)).Done();
    }

    private void CheckKinds(RowSchema input, int[] keys)
    {
        for (var i = 0; Source is not null && i < keys.Length; i++)
        {
            // A number is compared with texts as it is printed; a text is no number.
            if (Source.Schema.Keys[i].Kind == ColumnKind.Number && input[keys[i]].Kind == ColumnKind.Text)
            {
                throw new TrestleException(KeyedErrors.KeyKind(Columns[i], ColumnKind.Text, Table));
            }
        }
    }

    private Array[] Look(RowBlock block, int[] keys, int time, int[] columns)
    {
        var table = Source ?? throw new InvalidOperationException($"the keyed table '{Table}' has not been given to the plan");
        var asked = new Array[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            asked[i] = table.Schema.Keys[i].Kind == ColumnKind.Text && block.Schema[keys[i]].Kind == ColumnKind.Number
                ? FittedPrintNumber.Texts(block.Numbers(keys[i]))
                : block.Raw(keys[i]);
        }

        var (at, outcomes) = (time < 0 ? null : (double[])block.Raw(time), new double[block.Rows]);
        var found = new Array[columns.Length + (Outcome is null ? 0 : 1)];
        if (Forecast is { } shape)
        {
            var ranges = new KeyedRange[block.Rows];
            var pasts = table.Pasts(asked, at!, shape, ranges, outcomes);
            Aggregate(table, ranges, columns, found, pasts);
        }
        else if (Outputs.Any(output => output.Of is not null))
        {
            var past = new KeyedPast(Before, Delay, Within ?? double.PositiveInfinity);
            var ranges = new KeyedRange[block.Rows];
            table.Ranges(asked, at, past, ranges, outcomes);
            Aggregate(table, ranges, columns, found, []);
        }
        else
        {
            var places = new int[block.Rows];
            table.Find(asked, at, Within ?? double.PositiveInfinity, places, outcomes);
            for (var i = 0; i < columns.Length; i++)
            {
                found[i] = table.Values(columns[i], places);
            }
        }

        if (Outcome is not null)
        {
            found[^1] = outcomes;
        }

        return found;
    }

    /// <summary>What is made of the rows that each row sees; windows that several columns share are found once.</summary>
    private void Aggregate(
        KeyedTable table, KeyedRange[] ranges, int[] columns, Array[] found, (SeriesPast? Past, int Ahead)[] pasts)
    {
        var parts = new Dictionary<(KeyedPart, bool IsLag), KeyedRange[]>();
        for (var i = 0; i < columns.Length; i++)
        {
            if (Outputs[i].Series is { } value)
            {
                found[i] = Array.ConvertAll(pasts, row => row.Past?.Value(value, row.Ahead) ?? double.NaN);
                continue;
            }

            var (output, what) = (Outputs[i], Outputs[i].Of ?? KeyedAggregate.Last);
            var part = new KeyedPart(output.Rows, output.Window ?? (output.Rows is null ? Window : null));
            var key = (part, what == KeyedAggregate.Lag);
            if (!parts.TryGetValue(key, out var seen))
            {
                parts.Add(key, seen = part == default ? ranges : table.Part(ranges, what, part, Before));
            }

            found[i] = table.Aggregate(what, columns[i] < 0 ? null : columns[i], seen, output.Rows ?? 1);
        }
    }
}
