using System.Security.Cryptography;

namespace Trestle.Core.Artifacts;

/// <summary>The SHA-256 of some content, which is also its name. Printed as 64 lower-case hexadecimal digits.</summary>
public readonly record struct ContentHash
{
    private const int Piece = 1 << 18;

    private readonly string? hex;

    private ContentHash(string hex) => this.hex = hex;

    /// <summary>The hash of bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The hash of a file, which others may write meanwhile; read in pieces so that the work can be cancelled.</summary>
    public static ContentHash OfFile(string path, CancellationToken cancellation)
    {
        using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[Piece];
        for (var read = content.Read(piece); read > 0; read = content.Read(piece))
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(piece, 0, read);
        }

        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The hash of a stream, read in pieces so that the work can be cancelled.</summary>
    public static async Task<ContentHash> OfAsync(Stream content, CancellationToken cancellation) =>
        new(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation).ConfigureAwait(false)));

    /// <summary>Reads a hash as <see cref="ToString"/> prints it; anything else is a <see cref="FormatException"/>.</summary>
    public static ContentHash Parse(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
        ? new ContentHash(text)
        : throw new FormatException("a content hash is 64 lower-case hexadecimal digits");

    /// <inheritdoc/>
    public override string ToString() => hex ?? throw new InvalidOperationException("not a hash");
}
