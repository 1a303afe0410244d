using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Package;

/// <summary>A document inside a package. Adding one takes one class and one line in <see cref="PackagePartCatalog"/>.</summary>
public interface IPackagePart
{
    /// <summary>Name of the file.</summary>
    string File { get; }

    /// <summary>Its content, which must not depend on when or where the package is made.</summary>
    byte[] Make(PackageEvidence evidence);
}

/// <summary>What the documents of a package describe.</summary>
public sealed record PackageEvidence(UnitContext Context, Contract Contract, SelectedModel Selected, ServedModel Served, Replay Replay);

/// <summary>All documents of a package: one line each.</summary>
internal static class PackagePartCatalog
{
    /// <summary>The documents.</summary>
    public static IReadOnlyList<IPackagePart> All { get; } =
    [
        new Card(),
        new Metrics(),
        new Reasons(),
        new Lineage(),
        new Learned(),
        new Samples(),
    ];

    private sealed class Card : IPackagePart
    {
        public string File => "README.md";

        public byte[] Make(PackageEvidence evidence) => Encoding.UTF8.GetBytes(ModelCard.Write(
            evidence.Context.Read(Section.Name),
            evidence.Contract,
            evidence.Context.Read(Artifact.RawTable),
            evidence.Context.Read(Artifact.CuratedTable),
            evidence.Context.Read(Artifact.Scorecard),
            evidence.Selected,
            evidence.Served,
            RunWarnings.Of(
                evidence.Context.Read(Artifact.DataReport),
                evidence.Context.Read(Artifact.FeatureList),
                evidence.Context.Read(Artifact.ModelReport),
                evidence.Selected,
                evidence.Context.Read(Artifact.CuratedTable))));
    }

    private sealed class Metrics : IPackagePart
    {
        public string File => "metrics.json";

        public byte[] Make(PackageEvidence evidence) =>
            Documents.WriteReadable(
                evidence.Context.Read(Artifact.Scorecard).Candidates.Single(
                    candidate => candidate.Candidate == evidence.Selected.Candidate));
    }

    private sealed class Reasons : IPackagePart
    {
        public string File => "choice.json";

        public byte[] Make(PackageEvidence evidence) => Documents.WriteReadable(evidence.Selected);
    }

    private sealed class Lineage : IPackagePart
    {
        public string File => PackageLineage.File;

        public byte[] Make(PackageEvidence evidence) => Documents.WriteReadable(new
        {
            sources = evidence.Context.Read(Artifact.RawTable).Files,
            configuration = evidence.Context.Project.ConfigurationText,
            seed = evidence.Context.Read(Section.Seed),
            code = $"{CodeVersion.Release}+{CodeVersion.Current}",
            trial = evidence.Context.ReadAll(Artifact.FittedModels)[evidence.Selected.Candidate].Trial,
            refit = new { evidence.Served.Rounds, evidence.Served.Model, evidence.Served.Plan },
            artifacts = evidence.Context.Inputs.Select(place => new LineageArtifact(place.Stage, place.Shard, place.Name, place.Hash)),
        });
    }

    /// <summary>The rows that the model has learned, and those that its figures are from.</summary>
    private sealed class Learned : IPackagePart
    {
        public string File => LearnedRows.File;

        public byte[] Make(PackageEvidence evidence) => Documents.WriteReadable(evidence.Served.Rows);
    }

    /// <summary>Rows of the test part as in the source, with the scores that the training gives them.</summary>
    private sealed class Samples : IPackagePart
    {
        public string File => "samples.jsonl";

        public byte[] Make(PackageEvidence evidence) => evidence.Replay.ToJsonLines();
    }
}
