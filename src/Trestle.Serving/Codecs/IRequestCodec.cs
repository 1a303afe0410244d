using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>Reads the rows of a request's body.</summary>
internal interface IBodyDecoder
{
    /// <summary>Whether bodies say themselves what is a number, as JSON does; otherwise all values are texts.</summary>
    bool BringsNumbers { get; }

    /// <summary>
    /// Takes in all rows of a body. Whatever the bytes are, it ends soon, and either returns or throws a <see cref="RefusedException"/>;
    /// what is wrong with single cells is noted in the rows.
    /// </summary>
    void Decode(ReadOnlySpan<byte> body, RequestRows rows);
}

/// <summary>Reads the bodies of one kind of content. One file and one line in <see cref="CodecCatalog"/> add one.</summary>
internal interface IRequestCodec : IBodyDecoder
{
    /// <summary>The media types, in lower case.</summary>
    IReadOnlyList<string> MediaTypes { get; }
}
