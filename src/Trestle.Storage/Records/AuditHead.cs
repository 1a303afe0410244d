namespace Trestle.Storage.Records;

/// <summary>The last entry of the audit log at some time. With it, a log that lost its end or was rewritten is found later.</summary>
/// <param name="Number">The number of the entry.</param>
/// <param name="Hash">Its hash.</param>
public sealed record AuditHead(long Number, string Hash)
{
    private const int HashLength = 64;

    /// <summary>NUMBER:HASH, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => FormattableString.Invariant($"{Number}:{Hash}");

    /// <summary>Reads NUMBER:HASH; null when it is something else.</summary>
    public static AuditHead? Parse(string text) =>
        text.Trim().Split(':') is [var number, { Length: HashLength } hash] && hash.All(char.IsAsciiHexDigit)
        && long.TryParse(
            number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var parsed)
            ? new AuditHead(parsed, hash)
            : null;
}
