using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData.Validation;

/// <summary>What a file holds against a contract and expectations.</summary>
public sealed record ValidationReport
{
    /// <summary>The file, as it was named.</summary>
    public required string File { get; init; }

    /// <summary>What it was held against, in words.</summary>
    public required string Against { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>The checks: those of the contract first, then the expectations in the order of the configuration.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The rows that break the contract, and those that expectations set aside.</summary>
    public required Quarantine Quarantine { get; init; }

    /// <summary>What a person should know about how the file was read.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Whether no check of severity error failed.</summary>
    public bool Passed => Checks.All(check => check.Passed || check.Severity != Severity.Error);

    /// <summary>The checks that failed and have a severity.</summary>
    public IEnumerable<CheckResult> Failed(Severity severity) => Checks.Where(check => !check.Passed && check.Severity == severity);
}
