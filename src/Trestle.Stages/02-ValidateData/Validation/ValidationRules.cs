using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Records;

namespace Trestle.Stages.ValidateData.Validation;

/// <summary>What a file is held against.</summary>
/// <param name="Words">In words, for the report.</param>
/// <param name="Contract">How the columns are read, and what they must hold.</param>
public sealed record ValidationRules(string Words, Contract Contract)
{
    private const int MostRuns = 100;

    /// <summary>The expectations, and the limit of bad rows.</summary>
    public ValidateDataSettings Settings { get; init; } = new();

    /// <summary>What the configuration says of single columns.</summary>
    public IReadOnlyDictionary<string, ColumnSettings> Limits { get; init; } = new Dictionary<string, ColumnSettings>();

    /// <summary>Columns whose cells break no contract, because nothing reads them.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>How files of this kind are written; the path is that of the training.</summary>
    public SourceSettings Source { get; init; } = new() { Path = [] };

    /// <summary>Problems of the settings of expectations; they are thrown before a file is read.</summary>
    public IReadOnlyList<Problem> Mistakes { get; private init; } = [];

    /// <summary>The rules of a project, with the contract that its latest run learned.</summary>
    public static async Task<ValidationRules> OfAsync(Project project, RecordStore records, CancellationToken cancellation)
    {
        foreach (var run in await records.RunsAsync(MostRuns, cancellation))
        {
            var artifacts = await RunRecords.ReaderAsync(records, project, run.Id, cancellation);
            if (artifacts.Has(Artifact.Contract))
            {
                return Of(project, artifacts.Read(Artifact.Contract), $"the contract of run {run.Id} and the expectations of the project");
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
        return new ValidationRules(words, contract)
        {
            Settings = own,
            Limits = settings.Read(Section.Limits),
            Ignored = [.. table.Ignore, .. table.Key],
            Source = project.For(Stage.Ingest).Read(SourceSettings.Section),
            Mistakes = [.. own.Expectations.SelectMany(expectation => expectation.Mistakes(where))],
        };
    }
}
