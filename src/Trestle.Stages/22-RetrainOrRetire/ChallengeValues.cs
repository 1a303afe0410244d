using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>What the decisions of champion and challenger are worth, both by the values of the project.</summary>
internal static class ChallengeValues
{
    private const string Setting = "retrain-or-retire.challenge.metric";

    /// <summary>The values, the same for all rows; null where the project has none. Error TR1429 where they differ by row.</summary>
    public static RowValues? Of(Project project, Contract contract)
    {
        if (project.For(Stage.RetrainOrRetire).Read(SelectBestSettings.Section).Value is not { } value)
        {
            return null;
        }

        return value.All().All(amount => amount.Columns.Count == 0)
            ? new ValueReader(contract, [], project.Positions).Read(value)
            : throw new TrestleException(
                ValueErrors.NotInLog(DecisionValue.MetricName, Setting, project.Positions.Find(Setting).ToString()));
    }
}
