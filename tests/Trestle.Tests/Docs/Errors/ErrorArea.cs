using System.Globalization;

using Trestle.Core.Lifecycle;

namespace Trestle.Tests.Docs.Errors;

/// <summary>A part of the sources, and the numbers that its errors may have.</summary>
/// <param name="Folder">The folder below <c>src</c>, with a slash at the end.</param>
/// <param name="Name">The name for people, for an area that belongs to no single stage.</param>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
internal sealed record ErrorArea(string Folder, string Name, int First, int Last)
{
    /// <summary>Numbers begin with that of a stage, but for these folders.</summary>
    private static readonly ErrorArea[] Other =
    [
        new("Trestle.Core/", "Configuration", 1, 29),
        new("Trestle.Stages/Lifecycle/", "Configuration", 1, 29),
        new("Trestle.Stages/Lifecycle/Lineage/", "Lineage", 2390, 2399),
        new("Trestle.Stages/Kernel/Projects/", "Projects", 20, 29),
        new("Trestle.Stages/Kernel/Tables/", "Row steps", 20, 29),
        new("Trestle.Core/Security/", "Security", 190, 199),
        new("Trestle.Web/", "Security", 190, 199),
        new("Trestle.Storage/", "Storage", 31, 50),
        new("Trestle.Storage/Tables/Sources/", "Storage", 110, 119),
        new("Trestle.Storage/Tables/Csv/", "Storage", 110, 119),
        new("Trestle.Storage/Tables/Databases/", "Sources", 2300, 2319),
        new("Trestle.Storage/Tables/Excel/", "Sources", 2300, 2319),
        new("Trestle.Storage/Tables/Remote/", "Sources", 2320, 2339),
        new("Trestle.Stages/01-Ingest/ConnectorErrors.cs", "Sources", 2340, 2349),
        new("Trestle.Stages/01-Ingest/IncrementErrors", "Sources", 2355, 2359),
        new("Trestle.Rows/", "Row steps", 51, 60),
        new("Trestle.Core/Expressions/", "Expressions", 2370, 2379),
        new("Trestle.Rows/Expressions/", "Expressions", 2370, 2379),
        new("Trestle.Rows/Keyed/", "Several tables", 2350, 2359),
        new("Trestle.Stages/01-Ingest/TablesErrors", "Several tables", 2360, 2365),
        new("Trestle.Stages/01-Ingest/WatermarkErrors", "Sources", 350, 359),
        new("Trestle.Stages/05-Curate/DeepErrors", "Several tables", 340, 342),
        new("Trestle.Stages/05-Curate/PivotErrors", "Several tables", 343, 349),
        new("Trestle.Stages/01-Ingest/UnionErrors", "Several tables", 540, 549),
        new("Trestle.Stages/01-Ingest/LabelErrors", "Labels", 570, 581),
        new("Trestle.Stages/01-Ingest/SqlErrors", "Several tables", 590, 599),
        new("Trestle.Serving/LookUpErrors", "Several tables", 2366, 2369),
        new("Trestle.Stages/11-ValidateModel/LimitErrors", "Limits", 1412, 1419),
        new("Trestle.Learners/", "Learners and metrics", 61, 79),
        new("Trestle.Learners/Neighbours/", "Learners and metrics", 2410, 2410),
        new("Trestle.Learners/Onnx/", "Learners and metrics", 2420, 2429),
        new("Trestle.Stages/Kernel/Typing/CountErrors", "Targets", 2411, 2419),
        new("Trestle.Stages/Kernel/Typing/OrdinalErrors", "Targets", 2411, 2419),
        new("Trestle.Learners/Conformal/", "Intervals and sets", 1310, 1312),
        new("Trestle.Serving/LevelErrors", "Intervals and sets", 1313, 1319),
        new("Trestle.Stages/Kernel/Running/", "Runs", 81, 87),
        new("Trestle.Cli/", "Command line", 88, 99),
        new("Trestle.Stages/Kernel/Access/", "Keys", 120, 129),
        new("Trestle.Server/", "Server", 130, 169),
        new("Trestle.Cli/Simulations/", "Simulation", 170, 179),
        new("Trestle.Cli/Init/", "New projects", 180, 189),
        Of("Trestle.Stages/Kernel/Settings/", Stage.SelectBest),
        Of("Trestle.Stages/Kernel/Typing/", Stage.ValidateData),
        Of("Trestle.Cli/Cleaning/", Stage.Clean),
        Of("Trestle.Stages/08-ProposeCandidates/Programs/", Stage.WriteCode),
        Of("Trestle.Stages/Kernel/Settings/", Stage.SelectBest),
        Of("Trestle.Learners/Packages/", Stage.Package),
        Of("Trestle.Learners/Explanations/", Stage.Infer),
        Of("Trestle.Serving/", Stage.Serve),
        Of("Trestle.Stages/Kernel/ScoringHosts/", Stage.Serve),
    ];

    private static readonly ErrorArea[] All =
        [.. Other, .. Stage.All.Select(stage => Of($"Trestle.Stages/{stage.Number:00}-{stage.Name}/", stage))];

    /// <summary>The area of a file below <c>src</c>: that of the innermost folder.</summary>
    public static ErrorArea Of(string file) => All.Where(area => file.StartsWith(area.Folder, StringComparison.Ordinal))
        .OrderByDescending(area => area.Folder.Length)
        .FirstOrDefault() ?? throw new InvalidOperationException($"{file} belongs to no area: add its folder to {nameof(ErrorArea)}");

    /// <summary>Whether errors of this area may have the number.</summary>
    public bool Holds(string code) => int.Parse(code[2..], CultureInfo.InvariantCulture) is var number && number >= First && number <= Last;

    private static ErrorArea Of(string folder, Stage stage) =>
        new(folder, $"Stage {stage.Number}, {stage.Slug}", stage.Number * 100, (stage.Number * 100) + 99);
}
