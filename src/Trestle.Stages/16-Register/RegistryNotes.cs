using System.Globalization;
using System.Text;

using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Records;

namespace Trestle.Stages.Register;

/// <summary>
/// Descriptions, tags, comments and approvals of versions. Every change is a note in the audit log. Errors TR1611 and TR1612 when the
/// version is not registered, TR1618 when a text cannot be used.
/// </summary>
public sealed class RegistryNotes(Project project, RecordStore records, TimeProvider clock)
{
    private const string Kind = "version-notes";
    private const int LongestText = 2000;
    private const int LongestKey = 40;
    private const int LongestValue = 200;
    private const int MostTags = 50;
    private const int MostComments = 500;

    /// <summary>What is said of a version; empty notes when nobody said anything.</summary>
    public async Task<VersionNotes> FindAsync(string model, int version, CancellationToken cancellation) =>
        (await FindStoredAsync(model, version, cancellation)).Notes;

    /// <summary>What is said of the versions of every project in the database, by <c>model/version</c>.</summary>
    public async Task<IReadOnlyDictionary<string, VersionNotes>> AllAsync(CancellationToken cancellation) =>
        (await records.Documents.ListEverywhereAsync(Kind, cancellation))
            .ToDictionary(document => document.Name, Read, StringComparer.Ordinal);

    /// <summary>Describes a version; an empty text removes the description.</summary>
    public Task<VersionNotes> DescribeAsync(string model, int version, string text, string who, CancellationToken cancellation) =>
        ChangeAsync(
            model, version, notes => notes with { Description = Text("description", text, LongestText, empty: true) }, who,
            "registry.describe", text, cancellation);

    /// <summary>Gives a version a tag, or another value to the one that it has.</summary>
    public Task<VersionNotes> TagAsync(
        string model, int version, string key, string value, string who, CancellationToken cancellation) => ChangeAsync(
        model,
        version,
        notes =>
        {
            var tags = new SortedDictionary<string, string>(notes.Tags.ToDictionary(), StringComparer.Ordinal)
            {
                [Key(key)] = Text("value of a tag", value, LongestValue, empty: true),
            };
            return tags.Count <= MostTags ? notes with { Tags = tags } : throw Unusable("tag", $"more than {MostTags} tags");
        },
        who,
        "registry.tag",
        $"{key}={value}",
        cancellation);

    /// <summary>Takes a tag away.</summary>
    public Task<VersionNotes> UntagAsync(string model, int version, string key, string who, CancellationToken cancellation) => ChangeAsync(
        model, version, notes => notes with { Tags = notes.Tags.Where(tag => tag.Key != key).ToDictionary() }, who, "registry.untag", key,
        cancellation);

    /// <summary>Adds a comment.</summary>
    public Task<VersionNotes> CommentAsync(string model, int version, string text, string who, CancellationToken cancellation) =>
        ChangeAsync(
            model,
            version,
            notes => notes.Comments.Count < MostComments
                ? notes with
                {
                    Comments =
                    [
                        .. notes.Comments, new VersionComment(who, clock.GetUtcNow(), Text("comment", text, LongestText, empty: false)),
                    ],
                }
                : throw Unusable("comment", $"more than {MostComments} comments"),
            who,
            "registry.comment",
            text,
            cancellation);

    /// <summary>
    /// Approves a version; a second approval of the same person takes the place of the first. Error TR1620 when the rule asks for another
    /// role, TR0150 without a reason.
    /// </summary>
    public Task<VersionNotes> ApproveAsync(
        string model, int version, string who, Role role, string reason, CancellationToken cancellation)
    {
        var why = Reasons.Require(reason);
        var needed = project.For(Stage.Register).Read(RegisterSettings.Section).Rule?.Role ?? Role.Approver;
        if (role < needed)
        {
            throw new TrestleException(RegistryErrors.OtherRole(who, role, needed), ExitCode.Refused);
        }

        return ChangeAsync(
            model,
            version,
            notes => notes with
            {
                Approvals =
                [
                    .. notes.Approvals.Where(approval => approval.Who != who), new VersionApproval(who, role, clock.GetUtcNow(), why),
                ],
            },
            who,
            "registry.approve",
            $"as {role.ToString().ToLowerInvariant()}: {why}",
            cancellation);
    }

    private static string NameOf(string model, int version) => string.Create(CultureInfo.InvariantCulture, $"{model}/{version}");

    private static VersionNotes Read(StoredDocument document) => Documents.Read<VersionNotes>(Encoding.UTF8.GetBytes(document.Json));

    private static string Text(string what, string text, int longest, bool empty) =>
        text.Length <= longest && (empty || !string.IsNullOrWhiteSpace(text))
            ? text
            : throw Unusable(what, text.Length > longest ? $"{text.Length} characters" : "no text");

    private static string Key(string key) =>
        key.Length is > 0 and <= LongestKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? key
            : throw Unusable("name of a tag", "other characters, or too many");

    private static TrestleException Unusable(string what, string found) => new(RegistryErrors.UnusableText(what, found));

    private async Task<(VersionNotes Notes, long Revision)> FindStoredAsync(string model, int version, CancellationToken cancellation) =>
        await records.Documents.FindAsync(Kind, NameOf(model, version), cancellation) is { } document
            ? (Read(document), document.Revision)
            : (new VersionNotes(), 0);

    private async Task<VersionNotes> ChangeAsync(
        string model, int version, Func<VersionNotes, VersionNotes> change, string who, string action, string words,
        CancellationToken cancellation)
    {
        await new ModelRegistry(project, records).VersionAsync(model, NameOf(model, version).Split('/')[^1], cancellation);
        while (true)
        {
            var (notes, seen) = await FindStoredAsync(model, version, cancellation);
            var changed = change(notes);
            var (name, json) = (NameOf(model, version), Encoding.UTF8.GetString(Documents.Write(changed)));
            if (await records.Documents.PutAsync(Kind, name, json, seen, new AuditNote(who, action, name, words), cancellation))
            {
                return changed;
            }
        }
    }
}
