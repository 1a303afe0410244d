using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Curate;

/// <summary>That the next steps of series are forecast: a regression of the target over time, from what is known before.</summary>
public sealed record ForecastSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ForecastSettings?> Section { get; } = new("forecast");

    [Setting("The column with the time of a row; rows are split by it.", Example = "date")]
    public required string Time { get; init; }

    [Setting("Columns that together name a series (default: none, the whole table is one).", Example = "[store, item]")]
    public IReadOnlyList<string> Series { get; init; } = [];

    [Setting("How many steps ahead are forecast.", Example = "28")]
    [Range(1, 10_000)]
    public required int Horizon { get; init; }

    [Setting(
        "The step: hour, day, week, month, quarter, year, or a length of time such as 15m (default: the most frequent distance of the rows "
            + "of a series, which is told).",
        Example = "day")]
    public string? Step { get; init; }

    [Setting(
        "After how many steps a season comes again; 1 for none (default: by the step: 24 hours, 7 days, 52 weeks, 12 months, 4 quarters).",
        Example = "7")]
    [Range(1, 10_000)]
    public int? Season { get; init; }

    [Setting(
        "Columns whose values are known for the steps that are forecast, such as prices and holidays; a request brings them. Of other "
            + "columns, only the last value before the forecast is used.",
        Example = "[price, promotion]")]
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>What does not go together, whatever the table holds.</summary>
    internal IEnumerable<Problem> Problems(TableSettings table, Func<string, string> where)
    {
        if (table.Time is { } time && time != Time)
        {
            yield return ForecastErrors.Contradiction($"the time '{time}', and '{Time}' under forecast", "one time column", where("time"));
        }

        if (table.Task is not (TaskChoice.Auto or TaskChoice.Regression or TaskChoice.Count))
        {
            yield return ForecastErrors.Contradiction(
                $"a forecast of {table.Task.ToString().ToLowerInvariant()} classes", "a target that is a number", where("task"));
        }

        if (table.Group is { } group)
        {
            yield return ForecastErrors.Contradiction(
                $"the group '{group}'", "rows that are split by time: series are named under forecast.series", where("group"));
        }

        foreach (var (setting, column) in Series.Select(column => ("series", column)).Concat(Known.Select(column => ("known", column)))
            .Append(("time", Time)).Where(pair => pair.Item2 == table.Target))
        {
            yield return ForecastErrors.Contradiction(
                $"the target '{column}' under forecast.{setting}", "a column other than the target", where($"forecast.{setting}"));
        }

        if (Series.Contains(Time))
        {
            yield return ForecastErrors.Contradiction(
                $"the time '{Time}' among the columns that name a series", "columns with the same value at all times",
                where("forecast.series"));
        }

        if (Step is not null && SeriesRhythm.Parse(Step, 0) is null)
        {
            yield return ForecastErrors.Contradiction(
                $"the step '{Step}'", "hour, day, week, month, quarter, year, or a length of time such as 15m", where("forecast.step"));
        }
    }

    /// <summary>What is known of the table besides, for a forecast: its time, and that the target is a number.</summary>
    internal TableSettings Applied(TableSettings table) => table with
    {
        Time = table.Time ?? Time,
        Task = table.Task == TaskChoice.Auto ? TaskChoice.Regression : table.Task,
    };
}
