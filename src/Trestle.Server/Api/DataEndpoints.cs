using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Server.Api;

/// <summary>The data of a run: profile, contract, checks, quarantine.</summary>
internal static class DataEndpoints
{
    /// <summary>The profile of the training part with the contract that was learned from it.</summary>
    public sealed record ProfileDocument(
        int Run, long Rows, string Target, TaskKind Task, IReadOnlyList<ColumnProfile> Columns, IReadOnlyList<string> Notes);

    /// <summary>The checks of the data.</summary>
    public sealed record ChecksDocument(int Run, int Passed, int Failed, int Warnings, IReadOnlyList<CheckResult> Checks);

    /// <summary>The rows in quarantine: count, reasons and the first faults, without values of private columns.</summary>
    public sealed record QuarantineDocument(
        int Run, long Rows, double Share, IReadOnlyList<ValueCount> Reasons, IReadOnlyList<BadRow> Samples);

    /// <summary>Adds the endpoints.</summary>
    public static void MapData(this IEndpointRouteBuilder api)
    {
        var data = api.MapGroup("/data").WithTags("Data");
        data.MapGet("/profile", ProfileAsync).WithSummary("Profile of every column of the training part");
        data.MapGet("/checks", ChecksAsync).WithSummary("The checks of the data and their results");
        data.MapGet("/quarantine", QuarantineAsync).WithSummary("The rows in quarantine, with reasons");
        data.MapGet(
            "/contract",
            async (
                ServedProject served, CancellationToken cancellation,
                string? run = null) => (await served.ReadAsync(run, Artifact.Contract, cancellation)).Document)
            .WithSummary("The contract: requirements for every request");
    }

    private static async Task<ProfileDocument> ProfileAsync(ServedProject served, CancellationToken cancellation, string? run = null)
    {
        var (number, report) = await served.ReadAsync(run, Artifact.DataReport, cancellation);
        var contract = (await served.ReadAsync($"{number}", Artifact.Contract, cancellation)).Document;
        return new ProfileDocument(number, report.Rows, contract.Target, contract.Task, report.Columns, report.Notes);
    }

    private static async Task<ChecksDocument> ChecksAsync(ServedProject served, CancellationToken cancellation, string? run = null)
    {
        var (number, report) = await served.ReadAsync(run, Artifact.DataReport, cancellation);
        return new ChecksDocument(
            number,
            report.Checks.Count(check => check.Passed),
            report.Checks.Count(check => check is { Passed: false, Blocking: true }),
            report.Checks.Count(check => check is { Passed: false, Blocking: false }),
            report.Checks);
    }

    private static async Task<QuarantineDocument> QuarantineAsync(ServedProject served, CancellationToken cancellation, string? run = null)
    {
        var (number, quarantine) = await served.ReadAsync(run, Artifact.Quarantine, cancellation);
        return new QuarantineDocument(number, quarantine.Rows, quarantine.Share, quarantine.Reasons, quarantine.Samples);
    }
}
