using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Core.Expressions;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Curate;

/// <summary>What is joined to the main table, what is derived, and which rows are kept.</summary>
public sealed record CurateSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<CurateSettings> Section { get; } = new("curate");

    [Setting("Tables of sources that are joined to the main one, in order.", Example = "[{table: planes, on: tailnum}]")]
    public IReadOnlyList<JoinSettings> Joins { get; init; } = [];

    [Setting(
        "Columns that are made of the main table's own past: lags and windows of the rows before a row's own time.",
        Example = "[{by: [store], features: {sales_week: \"mean(sales, 7d)\"}}]")]
    public IReadOnlyList<HistorySettings> History { get; init; } = [];

    [Setting(
        "Tables of sources of whose rows aggregates are proposed by a foreign key: count, last, mean, sum and trend in time windows. What "
            + "does not pay is dropped by stage 7.",
        Example = "[{table: orders, windows: [7d, 28d]}]")]
    public IReadOnlyList<DeepSettings> Deep { get; init; } = [];

    [Setting(
        "Columns that are computed from others of the row, as in requests: an expression for each new name (docs/expressions.md).",
        Example = "{charge_per_month: total_charges / tenure}")]
    public IReadOnlyDictionary<string, Expression> Derive { get; init; } = new Dictionary<string, Expression>();

    [Setting(
        "Condition on the rows to learn from and to test on; the others are removed and counted. Requests are not filtered.",
        Example = "tenure > 0")]
    public Expression? Filter { get; init; }

    [Setting(
        "Share of the training rows to learn from, drawn at random. All rows are validated and tested on.", Example = "30%")]
    [Range(0.000_001, 1)]
    public double Sample { get; init; } = 1;

    [Setting(
        "Most rows of a class to learn from, for each row of the rarest class; the others are left out at random, and probabilities are "
            + "corrected for it (default: as many as there are).",
        Example = "3")]
    [Range(1, 1_000_000)]
    public double? Balance { get; init; }

    /// <summary>What is wrong with the joins and the history, whatever the tables hold.</summary>
    internal IEnumerable<Problem> Problems(IReadOnlyCollection<string> tables, Func<string, string> where)
    {
        for (var i = 0; i < Joins.Count; i++)
        {
            var at = $"curate.joins[{i}]";
            if (!tables.Contains(Joins[i].Table))
            {
                yield return CurateErrors.UnknownTable(Joins[i].Table, tables, where($"{at}.table"));
            }

            foreach (var (setting, found, needed) in Joins[i].Contradictions())
            {
                yield return CurateErrors.Contradiction(Joins[i].Table, setting, found, needed, where($"{at}.{setting}"));
            }
        }

        for (var i = 0; i < Deep.Count; i++)
        {
            if (!tables.Contains(Deep[i].Table))
            {
                yield return CurateErrors.UnknownTable(Deep[i].Table, tables, where($"curate.deep[{i}].table"));
            }

            foreach (var (setting, found, needed) in Deep[i].Contradictions())
            {
                yield return DeepErrors.Contradiction(Deep[i].Table, setting, found, needed, where($"curate.deep[{i}].{setting}"));
            }
        }

        for (var i = 0; i < History.Count; i++)
        {
            foreach (var (setting, found, needed) in History[i].Contradictions())
            {
                yield return CurateErrors.HistoryContradiction(setting, found, needed, where($"curate.history[{i}].{setting}"));
            }
        }
    }
}
