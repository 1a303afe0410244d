using System.Text.Json;

using Microsoft.EntityFrameworkCore;

namespace Trestle.Storage.Records;

/// <summary>Holds the versions, the aliases and their changes against the entries of the audit log.</summary>
internal sealed class AuditedRegistry
{
    private const string Register = "registry.register";
    private const string Alias = "registry.alias";

    private readonly Dictionary<(string Model, int Version), string> packages = [];
    private readonly List<Move> moves = [];

    private sealed record Move(string Model, string Alias, int? From, int To, string Who, string Reason);

    /// <summary>Takes an entry.</summary>
    public void See(AuditEntry entry)
    {
        if (!entry.Note.Action.StartsWith("registry.", StringComparison.Ordinal) || Subject(entry.Note.Subject) is not var (model, version))
        {
            return;
        }

        if (entry.Note.Action == Alias)
        {
            var move = JsonDocument.Parse(entry.Note.Evidence).RootElement;
            moves.Add(new Move(
                model, move.GetProperty("alias").GetString()!,
                move.GetProperty("from") is { ValueKind: JsonValueKind.Number } from ? from.GetInt32() : null,
                move.GetProperty("to").GetInt32(), entry.Note.Who, entry.Note.Reason));
        }
        else if (PackageOf(entry.Note.Evidence) is { } package)
        {
            packages[(model, version)] = package;
        }
    }

    /// <summary>What the records and the entries say differently.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(RecordContext context, CancellationToken cancellation) =>
    [
        .. await VersionsAsync(context, cancellation).ConfigureAwait(false),
        .. await AliasesAsync(context, cancellation).ConfigureAwait(false),
    ];

    private async Task<IEnumerable<string>> VersionsAsync(RecordContext context, CancellationToken cancellation)
    {
        var versions = (await context.Versions.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false))
            .ToDictionary(entity => (entity.Model, entity.Version), entity => entity.PackageHash);
        return versions.Where(version => !packages.ContainsKey(version.Key))
            .Select(version => $"version {version.Key.Version} of {version.Key.Model} has no entry")
            .Concat(versions.Where(version => packages.TryGetValue(version.Key, out var package) && package != version.Value)
                .Select(version => $"version {version.Key.Version} of {version.Key.Model} has another package than its entry says"))
            .Concat(packages.Keys.Where(known => !versions.ContainsKey(known))
                .Select(known => $"version {known.Version} of {known.Model} is gone from the records"))
            .Order(StringComparer.Ordinal);
    }

    private async Task<IEnumerable<string>> AliasesAsync(RecordContext context, CancellationToken cancellation)
    {
        var recorded = (await context.AliasChanges.AsNoTracking().OrderBy(entity => entity.Id).ToListAsync(cancellation)
            .ConfigureAwait(false))
            .Select(change => new Move(change.Model, change.Alias, change.From, change.To, change.Who, change.Reason)).ToList();
        var aliases = await context.Aliases.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false);
        var (without, gone) = (Less(recorded, moves), Less(moves, recorded));
        var last = moves.GroupBy(move => (move.Model, move.Alias)).ToDictionary(group => group.Key, group => group.Last().To);
        return without.Select(move => $"the change of the alias {move.Alias} of {move.Model} to version {move.To} has no entry")
            .Concat(gone.Select(move =>
                $"a change of the alias {move.Alias} of {move.Model} to version {move.To} is gone from the records"))
            .Concat(aliases
                .Where(alias => last.TryGetValue((alias.Model, alias.Alias), out var to) ? to != alias.Version : without.Count == 0)
                .Select(alias => $"the alias {alias.Alias} of {alias.Model} points at version {alias.Version}, and no entry says so"))
            .Concat(last.Keys.Where(known => aliases.All(alias => (alias.Model, alias.Alias) != known))
                .Select(known => $"the alias {known.Alias} of {known.Model} is gone from the records"));
    }

    /// <summary>The first list without what the second has, each as often.</summary>
    private static List<Move> Less(List<Move> all, List<Move> others)
    {
        if (all.SequenceEqual(others))
        {
            return [];
        }

        var left = all.ToList();
        foreach (var other in others)
        {
            left.Remove(other);
        }

        return left;
    }

    private static string? PackageOf(string evidence)
    {
        try
        {
            using var document = JsonDocument.Parse(evidence);
            return document.RootElement is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("package", out var package)
                ? package.GetString()
                : null;
        }
        catch (JsonException)
        {
            // Evidence of another form says nothing about a package.
            return null;
        }
    }

    /// <summary>churn/3 as a model and a version.</summary>
    private static (string Model, int Version)? Subject(string subject) =>
        subject.LastIndexOf('/') is > 0 and var slash && int.TryParse(subject.AsSpan(slash + 1), out var version)
            ? (subject[..slash], version)
            : null;
}
