using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateData.Expectations;
using Trestle.Stages.ValidateData.Validation;
using Trestle.Storage.Records;

namespace Trestle.Stages.Lifecycle;

/// <summary>What a project holds files against.</summary>
public static class ProjectRules
{
    private const int MostRuns = 100;

    /// <summary>The rules of a project, with the contract that its latest run learned.</summary>
    public static async Task<ValidationRules> OfAsync(Project project, RecordStore records, CancellationToken cancellation)
    {
        foreach (var run in await records.RunsAsync(MostRuns, cancellation))
        {
            var artifacts = await RunRecords.ReaderAsync(records, project, run.Id, cancellation);
            if (artifacts.Has(Artifact.Contract))
            {
                var rules = Of(
                    project, artifacts.Read(Artifact.Contract), $"the contract of run {run.Id} and the expectations of the project")
                    with
                {
                    Tables = artifacts.Read(Artifact.RawTable).Tables ?? new Dictionary<string, RawTable>(),
                };
                return ContextLoader.AsksForRuns(rules.Settings.Expectations)
                    ? rules with
                    {
                        Earlier = await ContextLoader.EarlierAsync(
                            records, project, null, rules.Settings.Expectations, cancellation),
                    }
                    : rules;
            }
        }

        throw new TrestleException(ValidationErrors.NoContract(project.ConfigurationFile));
    }

    /// <summary>The rules of a project, with a contract.</summary>
    public static ValidationRules Of(Project project, Contract contract, string words)
    {
        var settings = project.For(Stage.ValidateData);
        var (own, table) = (settings.Read(ValidateDataSettings.Section), settings.Read(Section.Table));
        var where = project.Positions.Find("validate-data.expectations").ToString();
        contract = contract with
        {
            Columns = [.. contract.Columns.Select(
                column => column with { Private = column.Private || table.Private.Contains(column.Name) })],
        };
        return new ValidationRules(words, contract)
        {
            Settings = own,
            Limits = settings.Read(Section.Limits),
            Ignored = [.. table.Ignore, .. table.Key],
            Source = project.For(Stage.Ingest).Read(SourceSettings.Section),
            PathOf = project.PathOf,
            StoredAt = project.Store.PathOf,
            Mistakes = [.. IExpectation.Mistakes(own.Expectations, where)],
        };
    }
}
