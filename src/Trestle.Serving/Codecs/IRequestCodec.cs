using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>Reads the rows of a request's body.</summary>
internal interface IBodyDecoder
{
    /// <summary>Whether bodies themselves say what is a number, as in JSON; otherwise all values are texts.</summary>
    bool BringsNumbers { get; }

    /// <summary>
    /// Reads all rows of a body. Whatever the bytes are, it ends soon, and either returns or throws a <see cref="RefusedException"/>;
    /// faults of single cells are noted in the rows.
    /// </summary>
    void Decode(ReadOnlySpan<byte> body, RequestRows rows);
}

/// <summary>Reads the bodies of one content type. Adding one takes one file and one line in <see cref="CodecCatalog"/>.</summary>
internal interface IRequestCodec : IBodyDecoder
{
    /// <summary>The media types, in lower case.</summary>
    IReadOnlyList<string> MediaTypes { get; }
}
