using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;

namespace Trestle.Serving;

/// <summary>How predictions are requested.</summary>
/// <param name="Decoder">Reads the body.</param>
/// <param name="Format">Writes the answer.</param>
/// <param name="Options">What the answer contains, where the body does not say it.</param>
/// <param name="Route">Who answers, when the request names a version; otherwise the table decides.</param>
internal readonly record struct Call(
    IBodyDecoder Decoder, IAnswerFormat Format, AnswerOptions Options = default, ServedRoute? Route = null);
