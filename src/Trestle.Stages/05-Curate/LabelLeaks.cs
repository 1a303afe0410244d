using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Curate;

/// <summary>A column that the target is made of must not come back as a feature: as a derived column, or as the key of a join.</summary>
internal static class LabelLeaks
{
    /// <summary>Error TR0582 for each column that would.</summary>
    public static void Check(UnitContext context, IEnumerable<LookUp> lookUps, IEnumerable<DerivedColumn> derived)
    {
        var columns = context.Read(LabelSettings.Section)?.Columns ?? [];
        string Where(string setting) => context.Project.Positions.Find(setting).ToString();
        Problem[] problems =
        [
            .. derived.Where(column => column.From.Any(columns.Contains)).Select(column => CurateErrors.LabelLeak(
                $"'{column.Step.Name}'", column.From.First(columns.Contains), Where($"curate.derive.{column.Step.Name}"))),
            .. lookUps.Where(look => look.Columns!.Any(columns.Contains)).Select(look => CurateErrors.LabelLeak(
                $"the join of '{look.Table}'", look.Columns!.First(columns.Contains), Where("curate"))),
        ];
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }
    }
}
