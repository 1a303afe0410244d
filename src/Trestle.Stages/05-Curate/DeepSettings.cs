using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Ingest;

namespace Trestle.Stages.Curate;

/// <summary>A table of many rows for each row of the main one, of which aggregates are proposed.</summary>
public sealed record DeepSettings
{
    [Setting("The table, by its name under sources.", Example = "orders")]
    public required string Table { get; init; }

    [Setting(
        "The foreign key: names that both tables have, or main = other (default: the one text column, or number that is named as a key, "
            + "that both tables have).",
        Example = "[customer]")]
    public IReadOnlyList<JoinKey> On { get; init; } = [];

    [Setting(
        "The table's column with the time of its rows (default: its only column of dates); later rows are not seen.", Example = "ordered")]
    public string? AsOf { get; init; }

    [Setting("The main table's column with the time of its rows (default: the setting time).", Example = "booked")]
    public string? At { get; init; }

    [Setting("The table's column with the time at which its rows became known; a row is not seen before that.", Example = "created_at")]
    public string? Known { get; init; }

    [Setting("How far back rows count: each length of time gives aggregates of its own (default: [7d, 28d, 91d]).", Example = "[6h, 24h]")]
    public IReadOnlyList<TimeSpan> Windows { get; init; } = [TimeSpan.FromDays(7), TimeSpan.FromDays(28), TimeSpan.FromDays(91)];

    [Setting("The columns of numbers of which aggregates are made (default: all, without keys and private ones).", Example = "[amount]")]
    public IReadOnlyList<string>? Columns { get; init; }

    [Setting("Maximum number of proposed columns; a note tells which are left out.", Example = "30")]
    [Range(1, 1000)]
    public int Most { get; init; } = 60;

    /// <summary>The name of the table alone.</summary>
    [ShortForm]
    public static DeepSettings FromText(string text) => new() { Table = text };

    /// <summary>Settings that do not go together: the setting, what was found, and what it needs.</summary>
    internal IEnumerable<(string Setting, string Found, string Needed)> Contradictions()
    {
        if (Windows.Count == 0 || Windows.Any(window => window <= TimeSpan.Zero))
        {
            yield return (
                "windows", Windows.Count == 0 ? "no windows" : "a window that is not positive", "lengths of time, such as [7d, 28d]");
        }
    }
}
