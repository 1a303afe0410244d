using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Curate;

/// <summary>What is joined to the main table.</summary>
public sealed record CurateSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<CurateSettings> Section { get; } = new("curate");

    [Setting("Tables of sources that are joined to the main one, in order.", Example = "[{table: planes, on: tailnum}]")]
    public IReadOnlyList<JoinSettings> Joins { get; init; } = [];

    /// <summary>What is wrong with the joins, whatever the tables hold.</summary>
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
    }
}
